#include "daemon/replay/replay.h"

#include <fmt/format.h>

#include <chrono>
#include <fstream>
#include <memory>

#include "daemon/cli/commands.h"
#include "daemon/cli/output.h"
#include "daemon/cli/stream_options.h"

namespace driftd::cli {
namespace {

struct ReplayOptions {
  StreamOptions stream;
  replay::KnownChanges changes;
  std::string report;
  std::uint64_t history = 0;
  bool json = false;
};

/// "0.7573 (0.7531 to 0.7614)"
std::string score_cell(const config::Json& report, const char* whose, const std::string& name) {
  const config::Json value = report["scores"][whose].value(name, config::Json());
  const config::Json interval = report["score_intervals"][whose].value(name, config::Json());
  return interval.is_null() ? cell(value) : fmt::format("{} ({} to {})", cell(value), cell(interval[0]), cell(interval[1]));
}

std::string score_lines(const config::Json& report) {
  std::vector<std::vector<std::string>> rows{{"score", "closed loop", "first model"}};
  for (const auto& [name, value] : report["scores"]["closed_loop"].items()) {
    rows.push_back({name, score_cell(report, "closed_loop", name), score_cell(report, "first_model", name)});
  }
  return table(rows);
}

std::string segment_lines(const config::Json& report) {
  std::vector<std::vector<std::string>> rows{{"segment", "outcomes", "closed loop"}};
  for (const auto& segment : report["segments"]) {
    const std::string plainest = segment["scores"].contains("mae") ? "mae" : "accuracy";
    rows.push_back({cell(segment["segment"]), cell(segment["outcomes"]),
                    fmt::format("{} {}", plainest, cell(segment["scores"].value(plainest, config::Json())))});
  }
  return rows.size() == 1 ? "" : "\n" + table(rows);
}

std::string delay_text(const config::Json& alarms, bool late_labels) {
  if (alarms["missed"].get<bool>()) return "missed";
  const std::string labels = late_labels ? fmt::format(" ({} labels)", alarms["delay_labels"].get<std::uint64_t>()) : "";
  return fmt::format("{}{}, {} on {}", alarms["delay"].get<std::uint64_t>(), labels, alarms["detector"].get<std::string>(),
                     alarms["subject"].get<std::string>());
}

std::string change_lines(const config::Json& changes, bool late_labels) {
  std::vector<std::vector<std::string>> rows{
      {"change", "decay after", "drift after", "updates", "in force after", "error before", "worst", "back after"}};
  for (const auto& change : changes["known"]) {
    rows.push_back({cell(change["row"]), delay_text(change["decay"], late_labels), delay_text(change["drift"], false),
                    fmt::format("{} ({} promoted)", cell(change["updates"]), cell(change["promoted"])), cell(change["swap_delay"]),
                    cell(change["error_before"]), cell(change["error_worst"]), cell(change["recovery_delay"])});
  }
  const std::string where =
      changes["within"].is_null()
          ? "before the first change"
          : fmt::format("before the first change or with more than {} rows (of decay: labels) of one seen", cell(changes["within"]));
  return fmt::format("\n{}\nfalse alarms, {}: {} of decay, {} of drift", table(rows), where, cell(changes["false_alarms"]["decay"]),
                     cell(changes["false_alarms"]["drift"]));
}

std::string summary(const config::Json& report, bool late_labels) {
  std::size_t promoted = 0;
  for (const auto& update : report["updates"]) promoted += update["verdict"] == "promote" || update["verdict"] == "rolled_back" ? 1U : 0U;
  std::string text = fmt::format("{} events, {} labels, {:.0f} events/s\n{} signals, {} updates ({} promoted), {} swaps, {} rollbacks\n{}",
                                 report["events"].get<std::uint64_t>(), report["labels"].get<std::uint64_t>(),
                                 report["events_per_second"].get<double>(), report["signals"].size(), report["updates"].size(), promoted,
                                 report["swaps"].get<std::uint64_t>(), report["rollbacks"].get<std::uint64_t>(), score_lines(report)) +
                     segment_lines(report);
  if (report.contains("changes")) text += change_lines(report["changes"], late_labels);
  return text;
}

std::expected<std::optional<replay::ChangeDelays>, std::string> known_changes(const ReplayOptions& options,
                                                                              const engine::ModelSettings& model) {
  if (options.changes.rows.empty()) return std::nullopt;
  auto changes = replay::ChangeDelays::of(options.changes, static_cast<std::uint64_t>(model.reference.first));
  if (!changes) return std::unexpected("--changes: " + changes.error());
  return std::move(*changes);
}

bool write_report(const std::string& file, const config::Json& report) {
  std::ofstream stream(file);
  stream << report.dump(2) << "\n";
  stream.close();
  return static_cast<bool>(stream);
}

int replay(const ReplayOptions& options) {
  const auto stream = open_stream(options.stream);
  if (!stream) {
    complain(stream.error());
    return kCallerErred;
  }
  auto changes = known_changes(options, stream->model);
  if (!changes) {
    complain(changes.error());
    return kCallerErred;
  }
  replay::Replay run(stream->model, stream->delay, std::move(*changes), options.history);
  const auto play_row = [&](const streams::LabelledRow& row) -> std::expected<bool, std::string> {
    run.row(row);
    return true;
  };
  const auto start = std::chrono::steady_clock::now();
  if (const auto played = play(*stream->rows, "replay", play_row, [&] { return run.version(); }); !played) {
    complain(played.error());
    return kFailed;
  }
  if (const auto finished = run.finish(); !finished) {
    complain("--changes: " + finished.error());
    return kCallerErred;
  }
  auto result = run.report();
  result.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  const config::Json report = to_json(result);
  if (!options.report.empty() && !write_report(options.report, report)) {
    complain("cannot write " + options.report);
    return kFailed;
  }
  const bool late_labels = stream->delay.rows > 0 || stream->delay.time > config::Duration(0);
  print(options.json ? report.dump(2) : summary(report, late_labels));
  return kWorked;
}

}  // namespace

void add_replay(CLI::App& app, int& exit_code) {
  auto* command = app.add_subcommand("replay", "run the engine over a CSV of labelled rows and report what it would have done");
  auto options = std::make_shared<ReplayOptions>();
  add_stream_options(*command, options->stream);
  auto* changes =
      command->add_option("--changes", options->changes.rows,
                          "rows, from 0, at which the stream is known to change (300,600): report how long each went unnoticed");
  changes->delimiter(',')->check([](const std::string& row) { return std::string(row.starts_with('-') ? "rows are counted from 0" : ""); });
  command
      ->add_option("--within", options->changes.within,
                   "an alarm so many rows behind a change, or more, is a false one; 0: none is until the next change")
      ->capture_default_str()
      ->needs(changes);
  command
      ->add_option("--history", options->history,
                   "so many of the first rows were labelled before all began: the first version learns from them, and they are not scored; "
                   "0: the reference rows are the history")
      ->capture_default_str()
      ->check(CLI::Range(std::uint64_t{0}, std::uint64_t{10'000'000}));
  command->add_option("--report", options->report, "write the whole report as JSON");
  command->add_flag("--json", options->json, "print the report as JSON");
  command->callback([options, &exit_code] { exit_code = replay(*options); });
}

}  // namespace driftd::cli
