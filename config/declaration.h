#pragma once

// One declaration: what a detector, a model or a settings object is called, what it takes, within which bounds, with which default
// and what for, stated once. Parsing, the JSON Schema, `driftd catalog` and the docs are all read off it.
//
//   struct AdwinParameters { double delta = 0.002; };
//   const auto declaration = Declaration<AdwinParameters>("adaptive windowing")
//       .optional("delta", &AdwinParameters::delta, number({.above = 0, .below = 1}), "confidence of a cut");
//
// Defaults are the struct's own initialisers: a value-initialised T is the object in which nothing was written.

#include <algorithm>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "config/shape.h"

namespace driftd::config {

template <class T>
class Declaration {
 public:
  explicit Declaration(std::string summary) : summary_(std::move(summary)) {}

  template <class Value>
  Declaration& optional(std::string name, Value T::*member, Shape<Value> shape, std::string doc) {
    return add(std::move(name), member, std::move(shape), std::move(doc), false);
  }

  template <class Value>
  Declaration& required(std::string name, Value T::*member, Shape<Value> shape, std::string doc) {
    return add(std::move(name), member, std::move(shape), std::move(doc), true);
  }

  /// A rule over several fields; runs when each of them was read without a problem.
  Declaration& check(std::function<void(const T&, const std::string& path, Problems&)> rule) {
    rules_.push_back(std::move(rule));
    return *this;
  }

  /// Reads an object's keys except those in `elsewhere`, which the caller reads.
  void read(T& value, const Json& json, const std::string& path, Problems& problems, const std::vector<std::string>& elsewhere = {}) const {
    if (!json.is_object()) {
      problems.push_back({path, "must be an object, is " + std::string(kind_of(json))});
      return;
    }
    const std::size_t problems_before = problems.size();
    refuse_unknown_keys(json, path, problems, elsewhere);
    for (const Field& field : fields_) {
      if (const auto found = json.find(field.name); found != json.end()) {
        field.read(value, *found, step_into(path, field.name), problems);
      } else if (field.required) {
        problems.push_back({path, "lacks \"" + field.name + "\": " + field.doc});
      }
    }
    if (problems.size() > problems_before) return;
    for (const auto& rule : rules_) rule(value, path, problems);
  }

  /// Every field, defaults too, but for those that say nothing (null): read() takes it back as it was.
  Json write(const T& value) const {
    Json json = Json::object();
    for (const Field& field : fields_) {
      if (Json written = field.write(value); !written.is_null()) json[field.name] = std::move(written);
    }
    return json;
  }

  /// {"name": {schema with description and default}, ...}
  Json properties() const {
    Json properties = Json::object();
    const T defaults{};
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

  Json schema() const {
    Json schema = {{"type", "object"}, {"description", summary_}, {"properties", properties()}, {"additionalProperties", false}};
    if (const auto names = required_names(); !names.empty()) schema["required"] = names;
    return schema;
  }

  std::vector<std::string> names() const {
    std::vector<std::string> names;
    for (const Field& field : fields_) names.push_back(field.name);
    return names;
  }

  std::vector<std::string> required_names() const {
    std::vector<std::string> names;
    for (const Field& field : fields_) {
      if (field.required) names.push_back(field.name);
    }
    return names;
  }

  const std::string& summary() const { return summary_; }

 private:
  struct Field {
    std::string name;
    std::string doc;
    bool required;
    Json schema;
    std::function<void(T&, const Json&, const std::string&, Problems&)> read;
    std::function<Json(const T&)> write;
  };

  template <class Value>
  Declaration& add(std::string name, Value T::*member, Shape<Value> shape, std::string doc, bool required) {
    fields_.push_back({.name = std::move(name),
                       .doc = std::move(doc),
                       .required = required,
                       .schema = std::move(shape.schema),
                       .read = [member, read = std::move(shape.read)](T& value, const Json& json, const std::string& path,
                                                                      Problems& problems) { read(value.*member, json, path, problems); },
                       .write = [member, write = std::move(shape.write)](const T& value) { return write(value.*member); }});
    return *this;
  }

  void refuse_unknown_keys(const Json& json, const std::string& path, Problems& problems, const std::vector<std::string>& elsewhere) const {
    std::vector<std::string> known = names();
    known.insert(known.end(), elsewhere.begin(), elsewhere.end());
    for (const auto& [key, value] : json.items()) {
      if (std::find(known.begin(), known.end(), key) == known.end()) {
        problems.push_back({step_into(path, key), "is not known here" + did_you_mean(key, known)});
      }
    }
  }

  std::string summary_;
  std::vector<Field> fields_;
  std::vector<std::function<void(const T&, const std::string&, Problems&)>> rules_;
};

/// An object with a declaration is a shape like any other.
template <class T>
Shape<T> object(Declaration<T> declaration) {
  Json schema = declaration.schema();
  return {.read = [declaration](T& value, const Json& json, const std::string& path, Problems& problems) { declaration.read(value, json, path, problems); },
          .write = [declaration](const T& value) { return declaration.write(value); },
          .schema = std::move(schema)};
}

}  // namespace driftd::config
