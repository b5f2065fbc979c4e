#include "config/fields.h"

#include <algorithm>
#include <utility>

#include "config/suggestion.h"

namespace driftd::config {

Fields::Fields() = default;
Fields::Fields(const Fields&) = default;
Fields::Fields(Fields&&) noexcept = default;
Fields& Fields::operator=(const Fields&) = default;
Fields& Fields::operator=(Fields&&) noexcept = default;
Fields::~Fields() = default;

void Fields::add(Field field) {
  fields_.push_back(std::move(field));
}

void Fields::add(Rule rule) {
  rules_.push_back(std::move(rule));
}

void Fields::read(void* object, const Json& json, const std::string& path, Problems& problems,
                  const std::vector<std::string>& elsewhere) const {
  if (!json.is_object()) {
    problems.push_back({path, "must be an object, is " + std::string(kind_of(json))});
    return;
  }
  const std::size_t problems_before = problems.size();
  refuse_unknown_keys(json, path, problems, elsewhere);
  for (const Field& field : fields_) {
    if (const auto found = json.find(field.name); found != json.end()) {
      field.read(object, *found, step_into(path, field.name), problems);
    } else if (field.required) {
      problems.push_back({path, "lacks \"" + field.name + "\": " + field.doc});
    }
  }
  if (problems.size() > problems_before) return;
  for (const Rule& rule : rules_) rule(object, path, problems);
}

void Fields::refuse_unknown_keys(const Json& json, const std::string& path, Problems& problems,
                                 const std::vector<std::string>& elsewhere) const {
  std::vector<std::string> known = names();
  known.insert(known.end(), elsewhere.begin(), elsewhere.end());
  for (const auto& [key, value] : json.items()) {
    if (std::ranges::find(known, key) == known.end())
      problems.push_back({step_into(path, key), "is not known here" + did_you_mean(key, known)});
  }
}

Json Fields::write(const void* object) const {
  Json json = Json::object();
  for (const Field& field : fields_) {
    if (Json written = field.write(object); !written.is_null()) json[field.name] = std::move(written);
  }
  return json;
}

Json Fields::properties(const void* defaults) const {
  Json properties = Json::object();
  for (const Field& field : fields_) {
    Json schema = field.schema;
    schema["description"] = field.doc;
    if (!field.required) {
      if (Json fallback = field.write(defaults); !fallback.is_null()) schema["default"] = std::move(fallback);
    }
    properties[field.name] = std::move(schema);
  }
  return properties;
}

std::vector<std::string> Fields::names() const {
  std::vector<std::string> names;
  for (const Field& field : fields_) names.push_back(field.name);
  return names;
}

std::vector<std::string> Fields::required_names() const {
  std::vector<std::string> names;
  for (const Field& field : fields_) {
    if (field.required) names.push_back(field.name);
  }
  return names;
}

Json object_schema(const std::string& summary, Json properties, const std::vector<std::string>& required) {
  Json schema = {{"type", "object"}, {"description", summary}, {"properties", std::move(properties)}, {"additionalProperties", false}};
  if (!required.empty()) schema["required"] = required;
  return schema;
}

}  // namespace driftd::config
