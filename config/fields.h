#pragma once

// The fields of a declaration with the type of their object taken off, so that what is done with them is compiled once instead of in
// every source that declares something. Declaration<T> puts the type back on; nobody else passes objects in here.

#include <functional>
#include <string>
#include <vector>

#include "config/json.h"
#include "config/problem.h"

namespace driftd::config {

struct Field {
  std::string name;
  std::string doc;
  bool required = false;
  Json schema;
  std::function<void(void* object, const Json&, const std::string& path, Problems&)> read;
  std::function<Json(const void* object)> write;
};

class Fields {
 public:
  using Rule = std::function<void(const void* object, const std::string& path, Problems&)>;

  Fields();
  Fields(const Fields&);
  Fields(Fields&&) noexcept;
  Fields& operator=(const Fields&);
  Fields& operator=(Fields&&) noexcept;
  ~Fields();

  void add(Field field);
  void add(Rule rule);

  void read(void* object, const Json& json, const std::string& path, Problems& problems, const std::vector<std::string>& elsewhere) const;
  Json write(const void* object) const;
  /// `defaults`: the object in which nothing was written.
  Json properties(const void* defaults) const;
  std::vector<std::string> names() const;
  std::vector<std::string> required_names() const;

 private:
  void refuse_unknown_keys(const Json& json, const std::string& path, Problems& problems, const std::vector<std::string>& elsewhere) const;

  std::vector<Field> fields_;
  std::vector<Rule> rules_;
};

/// The schema of an object with these properties and no others.
Json object_schema(const std::string& summary, Json properties, const std::vector<std::string>& required);

}  // namespace driftd::config
