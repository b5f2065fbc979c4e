#include "daemon/cli/why_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <vector>

#include "daemon/cli/output.h"

namespace driftd::cli {

using config::Json;

namespace {

/// Sections: a title in a column of its own, lines beside it.
class Sections {
 public:
  void add(std::string_view title, std::string_view line) {
    text_ += fmt::format("{:<11}{}\n", title == last_ ? "" : title, line);
    last_ = title;
  }
  void end_with(std::string_view text) { text_ += text; }
  std::string take() { return std::move(text_); }

 private:
  std::string text_;
  std::string last_;
};

std::string signal_line(const Json& signal) {
  std::string line = fmt::format("{}  row {}  {} on {}: {}", cell(signal["time"]), cell(signal["row"]), cell(signal["detector"]),
                                 cell(signal["subject"]), cell(signal["level"]));
  if (!signal["statistic"].is_null()) line += fmt::format(", {} against {}", cell(signal["statistic"]), cell(signal["threshold"]));
  if (!signal["p_value"].is_null()) line += fmt::format(", p {}", cell(signal["p_value"]));
  line += fmt::format(" over {} values", cell(signal["window"]));
  if (signal["since_change"] != 0) line += fmt::format(", the change {} values before", cell(signal["since_change"]));
  return line;
}

void add_signals(Sections& page, const Json& told) {
  const Json& update = told["update"];
  bool led_here = false;
  for (const Json& signal : told["before"]["signals"]) {
    const bool cause = !update["signal"].is_null() && signal["number"] == update["signal"];
    led_here = led_here || cause;
    if (cause || signal["level"] == "warning" || signal["level"] == "drift")
      page.add("signals", signal_line(signal) + (cause ? "  <- the cause" : ""));
  }
  if (!update["signal"].is_null() && !led_here)
    page.add("signals", fmt::format("the cause was signal {}: see `driftd signals`", cell(update["signal"])));
}

void add_plan(Sections& page, const Json& update) {
  page.add("cause", update["kind"].is_null() ? cell(update["cause"]) : fmt::format("{}: {}", cell(update["kind"]), cell(update["cause"])));
  page.add("plan", fmt::format("update {}, attempt {}, at {} (row {}): {}", cell(update["job"]), cell(update["attempt"]),
                               cell(update["time"]), cell(update["row"]), cell(update["strategy"])));
  page.add("plan", cell(update["plan"].is_null() ? update["reason"] : update["plan"]));
}

void add_data(Sections& page, const Json& update) {
  if (!update["window"].is_null())
    page.add("data",
             fmt::format("labelled rows {} to {}", cell(update["window"]["from"]), update["window"]["to"].get<std::uint64_t>() - 1));
  const Json& data = update["data"];
  if (data.is_null()) return;
  page.add("data", fmt::format("{} rows, predicted from {} to {}", cell(data["rows"]), cell(data["first"]), cell(data["last"])));
  page.add("data", fmt::format("train.csv SHA-256 {}", cell(data["sha256"])));
}

void add_trainer(Sections& page, const Json& update) {
  const Json& trainer = update["trainer"];
  if (trainer.is_null()) return;
  if (!trainer["command"].is_null()) {
    page.add("trainer", cell(trainer["command"]));
    page.add("trainer", fmt::format("{} after {} s", cell(trainer["ending"]), cell(update["seconds"])));
  }
  if (!trainer["notes"].is_null()) page.add("trainer", "it said: " + cell(trainer["notes"]));
}

void add_gate(Sections& page, const Json& update) {
  const Json& verdict = update["verdict"];
  if (verdict.is_null()) {
    if (update["base_version"] == 0) page.add("gate", "none: there was no version to be better than");
    return;
  }
  page.add("gate", fmt::format("{} by {} on {} rows: loss {} against the champion's {}", cell(verdict["decision"]), cell(verdict["test"]),
                               cell(verdict["rows"]), cell(verdict["challenger_loss"]), cell(verdict["champion_loss"])));
  for (const Json& evidence : verdict["evidence"])
    page.add("gate", fmt::format("{} {}", evidence["holds"].get<bool>() ? "holds:" : "FAILS:", cell(evidence["text"])));
}

void add_promotion(Sections& page, const Json& told) {
  const Json& watch = told["watch"];
  const Json& update = told["update"];
  if (!update.is_null() && !watch.is_null()) {
    page.add("promotion",
             fmt::format("{}{}", cell(watch["begun"]),
                         update["base_version"] == 0 ? ", the first version"
                                                     : fmt::format(", in the place of version {}", cell(update["base_version"]))));
  }
  const Json& manifest = told["manifest"];
  if (!manifest.is_null()) {
    const Json& file = manifest["files"][manifest["main"].get<std::string>()];
    page.add("promotion", fmt::format("{} ({}, {} bytes) SHA-256 {}", cell(manifest["main"]), cell(manifest["format"]), cell(file["bytes"]),
                                      cell(file["sha256"])));
  } else if (!told["artefact"].is_null()) {
    page.add("promotion", "the artefact: " + cell(told["artefact"]));
  }
}

void add_watch(Sections& page, const Json& watch) {
  if (watch.is_null()) return;
  page.add("watch", fmt::format("{}: {}", cell(watch["outcome"]), cell(watch["reason"])));
  if (watch["rows"] == 0) return;
  page.add("watch", fmt::format("{} labels; on {} rows loss {} against {} of version {}", cell(watch["labels"]), cell(watch["rows"]),
                                cell(watch["loss"]), cell(watch["previous_loss"]), cell(watch["previous_version"])));
}

void add_outcome(Sections& page, const Json& after) {
  if (after.is_null()) return;
  if (after["outcome"] == "in_force") return page.add("now", "in force");
  if (after["outcome"] == "replaced")
    return page.add("now", fmt::format("replaced by version {} at {}", cell(after["version"]), cell(after["time"])));
  page.add("now", fmt::format("rolled back at {}: {}", cell(after["time"]), cell(after["reason"])));
}

bool under_way(const Json& update) {
  constexpr std::string_view kPhases[] = {"training", "judging", "waiting", "installing"};
  return std::ranges::find(kPhases, update["outcome"].get<std::string>()) != std::end(kPhases);
}

struct Undone {
  std::string time;
  std::string line;
};

/// Updates in vain and those that never began, in time order.
std::vector<Undone> undone(const Json& stretch) {
  std::vector<Undone> lines;
  for (const Json& update : stretch["updates"]) {
    const std::string outcome = under_way(update) ? "is under way, " + cell(update["outcome"]) : cell(update["outcome"]);
    lines.push_back({cell(update["time"]),
                     fmt::format("update {} ({}, attempt {}) {}: {}\n{:24}because of {}", cell(update["job"]), cell(update["strategy"]),
                                 cell(update["attempt"]), outcome, cell(update["reason"]), "", cell(update["cause"]))});
  }
  for (const Json& told : stretch["not_begun"]) {
    lines.push_back({cell(told["time"]), fmt::format("no update: {}\n{:24}in spite of {}", cell(told["reason"]), "", cell(told["cause"]))});
  }
  std::ranges::stable_sort(lines, {}, &Undone::time);
  return lines;
}

std::string undone_text(std::string_view title, const Json& stretch) {
  const auto lines = undone(stretch);
  if (lines.empty()) return "";
  std::string text = fmt::format("\n{}\n", title);
  for (const auto& [time, line] : lines) text += fmt::format("  {:<20}  {}\n", time, line);
  return text;
}

std::string signals_since(const Json& stretch) {
  std::string text;
  for (const Json& signal : stretch["signals"]) {
    if (signal["level"] == "warning" || signal["level"] == "drift") text += fmt::format("  {}\n", signal_line(signal));
  }
  return text.empty() ? "" : "\nSignals since\n" + text;
}

}  // namespace

std::string why_text(const Json& told) {
  Sections page;
  const Json& update = told["update"];
  page.end_with(told["version"] == 0 ? fmt::format("{} has no version yet\n", cell(told["model"]))
                                     : fmt::format("{} version {}\n\n", cell(told["model"]), cell(told["version"])));
  if (!update.is_null()) {
    add_signals(page, told);
    add_plan(page, update);
    add_data(page, update);
    add_trainer(page, update);
    add_gate(page, update);
  } else if (told["version"] != 0) {
    page.add("history", "does not reach back to this version's update");
    if (!told["manifest"].is_null()) page.add("cause", cell(told["manifest"]["cause"]));
  }
  add_promotion(page, told);
  add_watch(page, told["watch"]);
  add_outcome(page, told["after"]);
  page.end_with(undone_text("Before it, in vain", told["before"]));
  page.end_with(signals_since(told["since"]));
  page.end_with(undone_text("Since then, and no new version", told["since"]));
  return page.take();
}

}  // namespace driftd::cli
