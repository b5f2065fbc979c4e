#pragma once

// A catalogue: things of one kind that a configuration chooses by name, {"kind": "adagrad", "rate": 0.1}. Each row is a declaration and
// a maker; adding a thing to driftd is adding its row.

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "config/declaration.h"

namespace driftd::config {

/// What a row says of itself, beside its parameters.
struct Facts {
  std::string name;
  std::string summary;
  std::string paper;      // or "" where the method needs none
  std::string guarantee;  // what may be relied on: "guaranteed: ...", "calibrated: ...", "heuristic", or "" where the question does not arise
  std::string cost;       // per value, and memory
};

/// A row that was chosen, with its parameters read. `make` builds a fresh one each time.
template <class Made>
struct Chosen {
  std::string name;
  Json parameters;  // all of them, defaults too
  std::function<Made()> make;

  explicit operator bool() const { return static_cast<bool>(make); }
};

template <class Made>
class Catalogue {
 public:
  struct Row {
    Facts facts;
    Json properties;
    std::vector<std::string> names;
    std::vector<std::string> required;
    std::function<Chosen<Made>(const Json&, const std::string& path, Problems&, const std::vector<std::string>& elsewhere)> choose;
  };

  /// `kind` names what the rows are ("detector"), for messages.
  explicit Catalogue(std::string kind) : kind_(std::move(kind)) {}

  template <class Parameters, class Maker>
  Catalogue& add(Facts facts, const Declaration<Parameters>& declaration, Maker maker) {
    Row row{.facts = facts, .properties = declaration.properties(), .names = declaration.names(), .required = declaration.required_names(), .choose = {}};
    row.choose = [name = facts.name, declaration, maker](const Json& json, const std::string& path, Problems& problems, const std::vector<std::string>& elsewhere) {
      Parameters parameters{};
      declaration.read(parameters, json, path, problems, elsewhere);
      return Chosen<Made>{.name = name, .parameters = declaration.write(parameters), .make = [parameters, maker]() -> Made { return maker(parameters); }};
    };
    rows_.push_back(std::move(row));
    return *this;
  }

  const std::vector<Row>& rows() const { return rows_; }
  const std::string& kind() const { return kind_; }

  const Row* find(const std::string& name) const {
    for (const Row& row : rows_) {
      if (row.facts.name == name) return &row;
    }
    return nullptr;
  }

  std::vector<std::string> row_names() const {
    std::vector<std::string> names;
    for (const Row& row : rows_) names.push_back(row.facts.name);
    return names;
  }

  /// The row `name` with all defaults; the caller knows that it is there.
  Chosen<Made> choose_default(const std::string& name) const {
    Problems problems;
    return find(name)->choose(Json::object(), "", problems, {});
  }

 private:
  std::string kind_;
  std::vector<Row> rows_;
};

/// The row that json[tag] names, read from the other keys. `rest` reads the keys that every choice has in common.
template <class Made>
void read_choice(Chosen<Made>& chosen, const Catalogue<Made>& catalogue, const std::string& tag, const Json& json, const std::string& path,
                 Problems& problems, const std::vector<std::string>& elsewhere = {}) {
  const auto names = catalogue.row_names();
  const auto found = json.is_object() ? json.find(tag) : json.end();
  if (!json.is_object()) {
    problems.push_back({path, "must be an object, is " + std::string(kind_of(json))});
  } else if (found == json.end()) {
    problems.push_back({path, "lacks \"" + tag + "\"" + did_you_mean("", names)});
  } else if (!found->is_string()) {
    problems.push_back({step_into(path, tag), "must be a string, is " + std::string(kind_of(*found))});
  } else if (const auto* row = catalogue.find(found->template get<std::string>())) {
    auto keys_elsewhere = elsewhere;
    keys_elsewhere.push_back(tag);
    chosen = row->choose(json, path, problems, keys_elsewhere);
  } else {
    problems.push_back({step_into(path, tag), "there is no " + catalogue.kind() + " \"" + found->template get<std::string>() + "\"" + did_you_mean(found->template get<std::string>(), names)});
  }
}

/// JSON Schema of such a choice: one object a row, told apart by the constant under `tag`; `shared` are the keys that every choice has.
template <class Made>
Json choice_schemas(const Catalogue<Made>& catalogue, const std::string& tag, const Json& shared = Json::object()) {
  Json alternatives = Json::array();
  for (const auto& row : catalogue.rows()) {
    Json properties = {{tag, {{"const", row.facts.name}, {"description", row.facts.summary}}}};
    properties.update(shared);
    properties.update(row.properties);
    auto required = row.required;
    required.insert(required.begin(), tag);
    alternatives.push_back({{"type", "object"}, {"properties", properties}, {"required", required}, {"additionalProperties", false}});
  }
  return alternatives;
}

template <class Made>
Json write_choice(const Chosen<Made>& chosen, const std::string& tag) {
  if (!chosen) return {};
  Json json = {{tag, chosen.name}};
  json.update(chosen.parameters);
  return json;
}

/// A choice as a shape: {"kind": "adagrad", "rate": 0.1}, or just "adagrad" for the row's defaults.
template <class Made>
Shape<Chosen<Made>> choice(const Catalogue<Made>& catalogue, const std::string& tag) {
  Json alternatives = choice_schemas(catalogue, tag);
  alternatives.push_back({{"type", "string"}, {"enum", catalogue.row_names()}});
  return {.read =
              [&catalogue, tag](Chosen<Made>& chosen, const Json& json, const std::string& path, Problems& problems) {
                if (!json.is_string()) {
                  read_choice(chosen, catalogue, tag, json, path, problems);
                } else if (const auto* row = catalogue.find(json.get<std::string>())) {
                  chosen = row->choose(Json::object(), path, problems, {});
                } else {
                  problems.push_back({path, "there is no " + catalogue.kind() + " \"" + json.get<std::string>() + "\"" + did_you_mean(json.get<std::string>(), catalogue.row_names())});
                }
              },
          .write = [tag](const Chosen<Made>& chosen) { return write_choice(chosen, tag); },
          .schema = {{"anyOf", alternatives}}};
}

}  // namespace driftd::config
