#include "config/catalogue.h"

#include <algorithm>

#include "config/suggestion.h"

namespace driftd::config {
namespace {

std::optional<std::size_t> find_name(const std::string& kind, std::span<const std::string> names, const std::string& name,
                                     const std::string& path, Problems& problems) {
  const auto found = std::ranges::find(names, name);
  if (found != names.end()) return static_cast<std::size_t>(found - names.begin());
  problems.push_back({path, "there is no " + kind + " \"" + name + "\"" + did_you_mean(name, names)});
  return std::nullopt;
}

}  // namespace

std::optional<std::size_t> read_tag(const std::string& kind, std::span<const std::string> names, const std::string& tag, const Json& json,
                                    const std::string& path, Problems& problems) {
  if (!json.is_object()) {
    problems.push_back({path, "must be an object, is " + std::string(kind_of(json))});
    return std::nullopt;
  }
  const auto found = json.find(tag);
  if (found == json.end()) {
    problems.push_back({path, "lacks \"" + tag + "\"" + did_you_mean("", names)});
    return std::nullopt;
  }
  return read_name(kind, names, *found, step_into(path, tag), problems);
}

std::optional<std::size_t> read_name(const std::string& kind, std::span<const std::string> names, const Json& json, const std::string& path,
                                     Problems& problems) {
  if (json.is_string()) return find_name(kind, names, json.get_ref<const std::string&>(), path, problems);
  problems.push_back({path, "must be a string, is " + std::string(kind_of(json))});
  return std::nullopt;
}

Json choice_schema(const CatalogueRow& row, const std::string& tag, const Json& shared) {
  Json properties = {{tag, {{"const", row.facts.name}, {"description", row.facts.summary}}}};
  properties.update(shared);
  properties.update(row.properties);
  auto required = row.required;
  required.insert(required.begin(), tag);
  return {{"type", "object"}, {"properties", properties}, {"required", required}, {"additionalProperties", false}};
}

Json choice_json(const std::string& name, const Json& parameters, const std::string& tag) {
  Json json = {{tag, name}};
  json.update(parameters);
  return json;
}

}  // namespace driftd::config
