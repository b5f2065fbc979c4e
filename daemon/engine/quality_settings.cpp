#include "daemon/engine/quality_settings.h"

#include <algorithm>

#include "config/suggestion.h"

namespace driftd::engine {
namespace {

using config::Json;
using config::Problems;
using config::step_into;

constexpr std::size_t kMostQualityRules = 64;
constexpr const char* kTag = "check";

const config::Declaration<QualityRule>& rest_declaration() {
  static const auto declaration =
      config::Declaration<QualityRule>("what a check of quality looks at")
          .optional("only", &QualityRule::only, config::list(config::text({.min_length = 1, .max_length = 128}), 0, 4096),
                    "names of features; none: all that the check can take");
  return declaration;
}

void read_quality_rule(QualityRule& rule, const Json& json, const std::string& path, Problems& problems) {
  config::read_choice(rule.check, detectors::quality_checks(), kTag, json, path, problems, rest_declaration().names());
  if (!json.is_object()) return;
  Json rest = Json::object();
  if (const auto found = json.find("only"); found != json.end()) rest["only"] = *found;
  rest_declaration().read(rule, rest, path, problems);
}

Json write_quality_rule(const QualityRule& rule) {
  Json json = config::write_choice(rule.check, kTag);
  json.update(rest_declaration().write(rule));
  return json;
}

}  // namespace

std::vector<QualityRule> default_quality_rules() {
  std::vector<QualityRule> rules;
  for (const auto* name : {"missing", "wrong_type", "frozen", "duplicates", "unit_change", "stale", "label_rate"}) {
    rules.push_back({.check = detectors::quality_checks().choose_default(name), .only = {}});
  }
  return rules;
}

config::Shape<std::vector<QualityRule>> quality_shape() {
  config::Shape<QualityRule> rule{
      .read = read_quality_rule,
      .write = write_quality_rule,
      .schema = {{"oneOf", config::choice_schemas(detectors::quality_checks(), kTag, rest_declaration().properties())}}};
  return config::list(std::move(rule), 0, kMostQualityRules);
}

config::Shape<WrongType> wrong_type_shape() {
  return config::one_of<WrongType>({{"refuse", WrongType::refuse}, {"missing", WrongType::missing}});
}

void check_quality(const std::vector<QualityRule>& rules, const config::Features& features, const std::string& path, Problems& problems) {
  std::vector<std::string> names;
  for (const auto& feature : features) names.push_back(feature.name);
  for (std::size_t i = 0; i < rules.size(); ++i) {
    if (!rules[i].check) continue;
    const auto only = step_into(step_into(path, i), "only");
    if (!rules[i].only.empty() && rules[i].check.make()->input() != detectors::QualityInput::values) {
      problems.push_back({only, "\"" + rules[i].check.name + "\" looks at the model as a whole, not at features"});
      continue;
    }
    for (std::size_t j = 0; j < rules[i].only.size(); ++j) {
      const auto& name = rules[i].only[j];
      if (std::ranges::find(names, name) != names.end()) continue;
      problems.push_back({step_into(only, j), "there is no feature \"" + name + "\"" + config::did_you_mean(name, names)});
    }
  }
}

}  // namespace driftd::engine
