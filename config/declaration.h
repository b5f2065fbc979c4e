#pragma once

// One declaration: what a detector, a model or a settings object is called, what it takes, within which bounds, with which default
// and what for, stated once. Parsing, the JSON Schema, `driftd catalog` and the docs are all read off it.
//
//   struct AdwinParameters { double delta = 0.002; };
//   const auto declaration = Declaration<AdwinParameters>("adaptive windowing")
//       .optional("delta", &AdwinParameters::delta, number({.above = 0, .below = 1}), "confidence of a cut");
//
// Defaults are the struct's own initialisers: a value-initialised T is the object in which nothing was written.

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "config/fields.h"
#include "config/shape.h"

namespace driftd::config {

template <class T>
class Declaration {
 public:
  explicit Declaration(std::string summary) : summary_(std::move(summary)) {}

  template <class Value>
  Declaration& optional(std::string name, Value T::* member, Shape<Value> shape, std::string doc) {
    return add(std::move(name), member, std::move(shape), std::move(doc), false);
  }

  template <class Value>
  Declaration& required(std::string name, Value T::* member, Shape<Value> shape, std::string doc) {
    return add(std::move(name), member, std::move(shape), std::move(doc), true);
  }

  /// A rule over several fields; runs when each of them was read without a problem.
  Declaration& check(std::function<void(const T&, const std::string& path, Problems&)> rule) {
    fields_.add([rule = std::move(rule)](const void* object, const std::string& path, Problems& problems) {
      rule(*static_cast<const T*>(object), path, problems);
    });
    return *this;
  }

  /// Reads an object's keys except those in `elsewhere`, which the caller reads.
  void read(T& value, const Json& json, const std::string& path, Problems& problems, const std::vector<std::string>& elsewhere = {}) const {
    fields_.read(&value, json, path, problems, elsewhere);
  }

  /// Every field, defaults too, but for those that say nothing (null): read() takes it back as it was.
  Json write(const T& value) const { return fields_.write(&value); }

  /// {"name": {schema with description and default}, ...}
  Json properties() const {
    const T defaults{};
    return fields_.properties(&defaults);
  }

  Json schema() const { return object_schema(summary_, properties(), required_names()); }
  std::vector<std::string> names() const { return fields_.names(); }
  std::vector<std::string> required_names() const { return fields_.required_names(); }
  const std::string& summary() const { return summary_; }

 private:
  template <class Value>
  Declaration& add(std::string name, Value T::* member, Shape<Value> shape, std::string doc, bool required) {
    fields_.add(
        {.name = std::move(name),
         .doc = std::move(doc),
         .required = required,
         .schema = std::move(shape.schema),
         .read = [member, read = std::move(shape.read)](
                     void* object, const Json& json, const std::string& path,
                     Problems& problems) { read(static_cast<T*>(object)->*member, json, path, problems); },
         .write = [member, write = std::move(shape.write)](const void* object) { return write(static_cast<const T*>(object)->*member); }});
    return *this;
  }

  std::string summary_;
  Fields fields_;
};

/// An object with a declaration is a shape like any other.
template <class T>
Shape<T> object(Declaration<T> declaration) {
  Json schema = declaration.schema();
  return {.read = [declaration](T& value, const Json& json, const std::string& path,
                                Problems& problems) { declaration.read(value, json, path, problems); },
          .write = [declaration](const T& value) { return declaration.write(value); },
          .schema = std::move(schema)};
}

}  // namespace driftd::config
