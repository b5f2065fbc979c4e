#include <fmt/format.h>

#include <memory>

#include "daemon/cli/commands.h"
#include "daemon/cli/output.h"
#include "daemon/streams/catalogue.h"
#include "detectors/catalogue.h"
#include "updaters/catalogue.h"
#include "updaters/strategies/catalogue.h"

namespace driftd::cli {
namespace {

using config::Json;

template <class Made>
void add_rows(Json& list, const std::string& room, const config::Catalogue<Made>& catalogue) {
  for (const auto& row : catalogue.rows()) {
    list.push_back({{"room", room},
                    {"kind", catalogue.kind()},
                    {"name", row.facts.name},
                    {"summary", row.facts.summary},
                    {"paper", row.facts.paper},
                    {"guarantee", row.facts.guarantee},
                    {"cost", row.facts.cost},
                    {"parameters", row.properties}});
  }
}

Json whole_catalogue() {
  Json list = Json::array();
  add_rows(list, "detectors", detectors::stream_detectors());
  add_rows(list, "detectors", detectors::comparisons());
  add_rows(list, "detectors", detectors::scores());
  add_rows(list, "updaters", updaters::models());
  add_rows(list, "updaters", updaters::optimizers());
  add_rows(list, "updaters", updaters::strategies());
  add_rows(list, "streams", streams::generators());
  return list;
}

std::string bounds_text(const Json& parameter) {
  std::string text;
  for (const auto& [key, sign] : {std::pair{"minimum", ">="}, {"exclusiveMinimum", ">"}, {"maximum", "<="}, {"exclusiveMaximum", "<"}}) {
    if (parameter.contains(key)) text += fmt::format(" {} {}", sign, cell(parameter[key]));
  }
  return text;
}

std::string plural(const std::string& kind) { return kind.ends_with('y') ? kind.substr(0, kind.size() - 1) + "ies" : kind + "s"; }

std::string for_people(const Json& list) {
  std::string text;
  std::string kind;
  for (const auto& row : list) {
    if (row["kind"] != kind) {
      kind = row["kind"];
      text += fmt::format("\n{}\n", plural(kind));
    }
    text += fmt::format("  {:<14} {}\n", row["name"].get<std::string>(), row["summary"].get<std::string>());
    for (const auto& fact : {"paper", "guarantee", "cost"}) {
      if (!row[fact].get<std::string>().empty()) text += fmt::format("  {:<14} {}: {}\n", "", fact, row[fact].get<std::string>());
    }
    for (const auto& [name, parameter] : row["parameters"].items()) {
      const bool nested = parameter.contains("default") && parameter["default"].is_object();
      const std::string fallback = nested ? cell(parameter["default"].value("kind", Json())) : cell(parameter.value("default", Json()));
      text += fmt::format("  {:<14}   {} = {}{}: {}\n", "", name, fallback, bounds_text(parameter), parameter.value("description", ""));
    }
  }
  return text.substr(1);
}

}  // namespace

void add_catalog(CLI::App& app, int& exit_code) {
  auto* command = app.add_subcommand("catalog", "list every detector, score, model, optimiser, strategy and generator with its parameters");
  auto json = std::make_shared<bool>(false);
  command->add_flag("--json", *json, "print JSON");
  command->callback([json, &exit_code] {
    const Json list = whole_catalogue();
    print(*json ? list.dump(2) : for_people(list));
    exit_code = kWorked;
  });
}

}  // namespace driftd::cli
