#include <fmt/format.h>

#include <memory>

#include "daemon/cli/commands.h"
#include "daemon/cli/daemon_request.h"
#include "daemon/cli/output.h"

namespace driftd::cli {
namespace {

using config::Json;

int show(const RequestOptions& options, const std::string& method, const std::string& path,
         const std::function<std::string(const Json&)>& words) {
  const auto body = ask(options, method, path);
  if (!body) {
    complain(body.error());
    return kFailed;
  }
  print(options.json || !on_terminal() ? body->dump(2) : words(*body));
  return kWorked;
}

/// "accuracy 0.91 (0.89 to 0.93), f1 0.88"
std::string score_words(const Json& scores, const Json& intervals) {
  std::string words;
  for (const auto& [name, value] : scores.items()) {
    if (value.is_null()) continue;
    words += fmt::format("{}{} {}", words.empty() ? "" : ", ", name, cell(value));
    if (intervals.contains(name)) words += fmt::format(" ({} to {})", cell(intervals[name][0]), cell(intervals[name][1]));
  }
  return words;
}

std::string segment_words(const Json& models) {
  std::vector<std::vector<std::string>> rows{{"MODEL", "SEGMENT", "OUTCOMES", "SCORES"}};
  for (const auto& model : models) {
    for (const auto& segment : model["segments"]) {
      rows.push_back({cell(model["name"]), cell(segment["segment"]), cell(segment["outcomes"]),
                      score_words(segment["scores"], segment["score_intervals"])});
    }
  }
  return rows.size() == 1 ? "" : "\n" + table(rows);
}

std::string status_words(const Json& body) {
  std::vector<std::vector<std::string>> rows{{"MODEL", "LEVEL", "VERSION", "UPDATE", "PREDICTIONS", "LABELS", "PENDING", "SCORES"}};
  const Json models = body.contains("models") ? body["models"] : Json::array({body});
  for (const auto& model : models) {
    const auto& update = model["update"];
    const std::string phase = update["paused"].get<bool>() ? "paused" : update["phase"].get<std::string>();
    rows.push_back({cell(model["name"]), cell(model["level"]), cell(model["version"]), phase, cell(model["counts"]["predictions"]),
                    cell(model["counts"]["labels"]), cell(model["counts"]["pending"]),
                    score_words(model["scores"], model["score_intervals"])});
  }
  std::string words = table(rows) + segment_words(models);
  for (const auto& model : models) {
    for (const auto& cause : model.value("broken", Json::array())) words += fmt::format("\n{}: {}", cell(model["name"]), cell(cause));
  }
  return words;
}

std::string rows_words(const Json& body, const std::vector<std::string>& columns) {
  std::vector<std::vector<std::string>> rows{columns};
  for (const auto& row : body["rows"]) {
    std::vector<std::string> cells;
    for (const auto& column : columns) cells.push_back(cell(row.value(column, Json())));
    rows.push_back(std::move(cells));
  }
  return table(rows);
}

void add_listing(CLI::App& app, int& exit_code, const std::string& what, const std::string& doc, std::vector<std::string> columns) {
  auto* command = app.add_subcommand(what, doc);
  auto options = add_request_options(command);
  command->add_option("model", options->model, "the model's name")->required();
  command->add_option("--limit", options->limit, "at most so many, the newest")->check(CLI::Range(1, 1000))->capture_default_str();
  command->callback([=, &exit_code] {
    exit_code = show(*options, "GET", fmt::format("/v1/models/{}/{}?limit={}", options->model, what, options->limit),
                     [&](const Json& body) { return rows_words(body, columns); });
  });
}

void add_command(CLI::App& app, int& exit_code, const std::string& what, const std::string& doc) {
  auto* command = app.add_subcommand(what, doc);
  auto options = add_request_options(command);
  command->add_option("model", options->model, "the model's name")->required();
  command->callback([=, &exit_code] {
    exit_code =
        show(*options, "POST", fmt::format("/v1/models/{}/{}", options->model, what), [&](const Json&) { return what + " accepted"; });
  });
}

}  // namespace

void add_remote(CLI::App& app, int& exit_code) {
  auto* status = app.add_subcommand("status", "how the models of a running daemon stand");
  auto options = add_request_options(status);
  status->add_option("model", options->model, "one model; left out: all");
  status->callback([options, &exit_code] {
    exit_code = show(*options, "GET", options->model.empty() ? "/v1/models" : "/v1/models/" + options->model, status_words);
  });
  add_listing(app, exit_code, "signals", "what the detectors said, newest first",
              {"time", "row", "detector", "subject", "level", "statistic", "threshold", "allowed"});
  add_listing(app, exit_code, "updates", "updates and how they ended, newest first",
              {"time", "row", "strategy", "outcome", "version", "cause", "reason"});
  add_listing(app, exit_code, "versions", "versions in the registry, newest first",
              {"version", "parent", "strategy", "rows", "created", "cause"});
  add_command(app, exit_code, "update", "update the model now, whatever the cool-down says");
  add_command(app, exit_code, "rollback", "go back to the version before the present one");
  add_command(app, exit_code, "pause", "begin no more updates");
  add_command(app, exit_code, "resume", "begin updates again");
}

}  // namespace driftd::cli
