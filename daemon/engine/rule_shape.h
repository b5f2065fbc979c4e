#pragma once

// The shape of a rule: a row of a catalogue, chosen under a tag, and keys that every choice has in common.

#include <string>

#include "config/catalogue.h"

namespace driftd::engine {

template <class Rule, class Made>
void read_rule(Rule& rule, config::Chosen<Made> Rule::* chosen, const config::Catalogue<Made>& catalogue, const std::string& tag,
               const config::Declaration<Rule>& rest, const config::Json& json, const std::string& path, config::Problems& problems) {
  config::read_choice(rule.*chosen, catalogue, tag, json, path, problems, rest.names());
  if (!json.is_object()) return;
  config::Json shared = config::Json::object();
  for (const auto& name : rest.names()) {
    if (const auto found = json.find(name); found != json.end()) shared[name] = *found;
  }
  rest.read(rule, shared, path, problems);
}

template <class Rule, class Made>
config::Json write_rule(const Rule& rule, const config::Chosen<Made> Rule::* chosen, const std::string& tag,
                        const config::Declaration<Rule>& rest) {
  config::Json json = config::write_choice(rule.*chosen, tag);
  json.update(rest.write(rule));
  return json;
}

}  // namespace driftd::engine
