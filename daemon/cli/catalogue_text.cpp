#include "daemon/cli/catalogue_text.h"

#include <fmt/format.h>

#include <utility>

#include "daemon/cli/output.h"
#include "daemon/streams/catalogue.h"
#include "detectors/catalogue.h"
#include "updaters/catalogue.h"
#include "updaters/optimizers/schedule.h"
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

std::string bounds_text(const Json& parameter) {
  std::string text;
  for (const auto& [key, sign] : {std::pair{"minimum", ">="}, {"exclusiveMinimum", ">"}, {"maximum", "<="}, {"exclusiveMaximum", "<"}}) {
    if (parameter.contains(key)) text += fmt::format(" {} {}", sign, cell(parameter[key]));
  }
  return text;
}

std::string plural(const std::string& kind) {
  return kind.ends_with('y') ? kind.substr(0, kind.size() - 1) + "ies" : kind + "s";
}

std::string escaped(std::string text) {
  for (std::size_t at = 0; (at = text.find('|', at)) != std::string::npos; at += 2)
    text.insert(text.begin() + static_cast<std::ptrdiff_t>(at), '\\');
  return text;
}

/// What a parameter may be, in words.
std::string values_text(const Json& parameter) {
  if (parameter.contains("enum")) {
    std::string words;
    for (const auto& word : parameter["enum"]) words += fmt::format("{}`{}`", words.empty() ? "" : ", ", cell(word));
    return words;
  }
  const auto bounds = bounds_text(parameter);
  return parameter.value("type", "object or name") + bounds;
}

std::string default_text(const Json& parameter) {
  if (!parameter.contains("default")) return "required";
  const Json& value = parameter["default"];
  return value.is_object() ? fmt::format("`{}`", cell(value.value("kind", Json()))) : fmt::format("`{}`", value.dump());
}

std::string row_as_markdown(const Json& row) {
  std::string text = fmt::format("\n### {}\n\n{}\n\n", row["name"].get<std::string>(), row["summary"].get<std::string>());
  for (const auto& fact : {"paper", "guarantee", "cost"}) {
    if (const auto says = row[fact].get<std::string>(); !says.empty()) text += fmt::format("- *{}*: {}\n", fact, says);
  }
  if (row["parameters"].empty()) return text;
  text += "\n| parameter | values | default | meaning |\n|---|---|---|---|\n";
  for (const auto& [name, parameter] : row["parameters"].items()) {
    text += fmt::format("| `{}` | {} | {} | {} |\n", name, escaped(values_text(parameter)), escaped(default_text(parameter)),
                        escaped(parameter.value("description", "")));
  }
  return text;
}

constexpr const char* kMarkdownHead = R"(# The catalogue

Made from the declarations by `./dev docs`; `driftd catalog` prints the same. A guarantee is of one of three kinds: *guaranteed* (a
theorem that holds for finite samples, under what it names), *calibrated* (by simulation, for what it names), or *heuristic* (measured,
where it could be).
)";

}  // namespace

Json whole_catalogue() {
  Json list = Json::array();
  add_rows(list, "detectors", detectors::stream_detectors());
  add_rows(list, "detectors", detectors::comparisons());
  add_rows(list, "detectors", detectors::joint_comparisons());
  add_rows(list, "detectors", detectors::quality_checks());
  add_rows(list, "detectors", detectors::scores());
  add_rows(list, "detectors", detectors::ranking_scores());
  add_rows(list, "updaters", updaters::models());
  add_rows(list, "updaters", updaters::optimizers());
  add_rows(list, "updaters", updaters::schedules());
  add_rows(list, "updaters", updaters::strategies());
  add_rows(list, "streams", streams::generators());
  return list;
}

std::string catalogue_for_people(const Json& list) {
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

std::string catalogue_as_markdown(const Json& list) {
  std::string text = kMarkdownHead;
  std::string kind;
  for (const auto& row : list) {
    if (row["kind"] != kind) {
      kind = row["kind"];
      text += fmt::format("\n## {}\n", plural(kind));
    }
    text += row_as_markdown(row);
  }
  return text;
}

}  // namespace driftd::cli
