#pragma once

// A catalogue: things of one kind that a configuration chooses by name, {"kind": "adagrad", "rate": 0.1}. Each row is a declaration and
// a maker; adding a thing to driftd is adding its row.

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "config/declaration.h"

namespace driftd::config {

/// What a row says of itself, beside its parameters.
struct Facts {
  std::string name;
  std::string summary;
  std::string paper;  // or "" where the method needs none
  std::string
      guarantee;     // what may be relied on: "guaranteed: ...", "calibrated: ...", "heuristic", or "" where the question does not arise
  std::string cost;  // per value, and memory
};

/// A row as far as it does not matter what it makes.
struct CatalogueRow {
  Facts facts;
  Json properties;
  std::vector<std::string> required;
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
  struct Row : CatalogueRow {
    std::function<Chosen<Made>(const Json&, const std::string& path, Problems&, const std::vector<std::string>& elsewhere)> choose;
  };

  /// `kind` names what the rows are ("detector"), for messages.
  explicit Catalogue(std::string kind) : kind_(std::move(kind)) {}

  template <class Parameters, class Maker>
  Catalogue& add(Facts facts, const Declaration<Parameters>& declaration, Maker maker) {
    Row& row = rows_.emplace_back(
        Row{{.facts = std::move(facts), .properties = declaration.properties(), .required = declaration.required_names()}, {}});
    row.choose = [name = row.facts.name, declaration, maker](const Json& json, const std::string& path, Problems& problems,
                                                             const std::vector<std::string>& elsewhere) {
      Parameters parameters{};
      declaration.read(parameters, json, path, problems, elsewhere);
      return Chosen<Made>{
          .name = name, .parameters = declaration.write(parameters), .make = [parameters, maker]() -> Made { return maker(parameters); }};
    };
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

/// The place among `names` of what json[tag] names; else the reason is reported.
std::optional<std::size_t> read_tag(const std::string& kind, std::span<const std::string> names, const std::string& tag, const Json& json,
                                    const std::string& path, Problems& problems);
/// The same where `json` is the name itself.
std::optional<std::size_t> read_name(const std::string& kind, std::span<const std::string> names, const Json& json, const std::string& path,
                                     Problems& problems);
Json choice_schema(const CatalogueRow& row, const std::string& tag, const Json& shared);
Json choice_json(const std::string& name, const Json& parameters, const std::string& tag);

/// The row that json[tag] names, read from the other keys. `elsewhere` are keys that every choice has in common and the caller reads.
template <class Made>
void read_choice(Chosen<Made>& chosen, const Catalogue<Made>& catalogue, const std::string& tag, const Json& json, const std::string& path,
                 Problems& problems, std::vector<std::string> elsewhere = {}) {
  const auto place = read_tag(catalogue.kind(), catalogue.row_names(), tag, json, path, problems);
  if (!place) return;
  elsewhere.push_back(tag);
  chosen = catalogue.rows()[*place].choose(json, path, problems, elsewhere);
}

/// JSON Schema of such a choice: one object a row, told apart by the constant under `tag`; `shared` are the keys that every choice has.
template <class Made>
Json choice_schemas(const Catalogue<Made>& catalogue, const std::string& tag, const Json& shared = Json::object()) {
  Json alternatives = Json::array();
  for (const auto& row : catalogue.rows()) alternatives.push_back(choice_schema(row, tag, shared));
  return alternatives;
}

template <class Made>
Json write_choice(const Chosen<Made>& chosen, const std::string& tag) {
  return chosen ? choice_json(chosen.name, chosen.parameters, tag) : Json();
}

/// A choice as a shape: {"kind": "adagrad", "rate": 0.1}, or just "adagrad" for the row's defaults.
template <class Made>
Shape<Chosen<Made>> choice(const Catalogue<Made>& catalogue, const std::string& tag) {
  Json alternatives = choice_schemas(catalogue, tag);
  alternatives.push_back(word_schema(catalogue.row_names()));
  return {.read =
              [&catalogue, tag](Chosen<Made>& chosen, const Json& json, const std::string& path, Problems& problems) {
                if (!json.is_string()) {
                  read_choice(chosen, catalogue, tag, json, path, problems);
                } else if (const auto place = read_name(catalogue.kind(), catalogue.row_names(), json, path, problems)) {
                  chosen = catalogue.rows()[*place].choose(Json::object(), path, problems, {});
                }
              },
          .write = [tag](const Chosen<Made>& chosen) { return write_choice(chosen, tag); },
          .schema = {{"anyOf", std::move(alternatives)}}};
}

}  // namespace driftd::config
