#include "daemon/ingest/event_fields.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "config/missing_value.h"
#include "config/suggestion.h"
#include "daemon/engine/event_codec.h"
#include "daemon/ingest/event_reader.h"

namespace driftd::ingest {

using config::FeatureType;
using config::Task;
using engine::Time;
using simdjson::dom::element_type;

namespace {

[[noreturn]] void refuse(std::string message) {
  throw FieldError{std::move(message)};
}

bool is_number(const Value& value) {
  return value.is_double() || value.is_int64() || value.is_uint64();
}

double number_of(const Value& value) {
  return value.get_double().value();
}

std::string whole_number_text(const Value& value) {
  return value.is_uint64() ? std::to_string(value.get_uint64().value()) : std::to_string(value.get_int64().value());
}

std::string_view text_of(const Value& value) {
  return value.get_string().value();
}

/// The value as it was sent, where that is short; else its kind.
std::string brief(const Value& value) {
  constexpr std::size_t kShort = 40;
  if (value.is_array() || value.is_object() || (value.is_string() && text_of(value).size() > kShort)) return std::string(kind_of(value));
  return simdjson::minify(value);
}

/// A class by name: its text, or the digits of a whole number (2 and 2.0 are one class).
std::string class_name(const Value& value, std::string_view field) {
  if (value.is_string()) {
    const auto text = text_of(value);
    if (text.empty() || text.size() > EventReader::kLongestCategory)
      refuse(fmt::format("{}: must have 1 to {} bytes, has {}", field, EventReader::kLongestCategory, text.size()));
    return std::string(text);
  }
  if (value.is_int64() || value.is_uint64()) return whole_number_text(value);
  if (value.is_bool()) return value.get_bool().value() ? "true" : "false";
  if (value.is_double() && number_of(value) == std::floor(number_of(value)) && std::abs(number_of(value)) < 1e15)
    return fmt::format("{:.0f}", number_of(value));
  refuse(fmt::format("{}: must be a class, as a text or a whole number, is {}", field, kind_of(value)));
}

double binary_of(const Value& value, std::string_view field) {
  if (value.is_bool()) return value.get_bool().value() ? 1 : 0;
  if (is_number(value) && (number_of(value) == 0 || number_of(value) == 1)) return number_of(value);
  refuse(fmt::format("{}: must be 0 or 1 (or false, true) for a binary model, is {}", field, brief(value)));
}

double probability_of(const Value& value) {
  if (!is_number(value)) refuse(fmt::format("scores: a probability must be a number, is {}", kind_of(value)));
  const double probability = number_of(value);
  if (!(probability >= 0 && probability <= 1)) refuse(fmt::format("scores: a probability must be from 0 to 1, is {}", probability));
  return probability;
}

void read_binary_scores(const Value& value, std::vector<engine::ClassScore>& scores) {
  if (value.is_array()) {
    const simdjson::dom::array array = value.get_array().value();
    if (array.size() != 2) refuse("scores: must be the probability of 1, or those of 0 and 1");
    scores = {{.code = 0, .probability = probability_of(array.at(0).value())},
              {.code = 1, .probability = probability_of(array.at(1).value())}};
    return;
  }
  const double probability = probability_of(value);
  scores = {{.code = 0, .probability = 1 - probability}, {.code = 1, .probability = probability}};
}

double score_code(Task task, std::string_view name) {
  if (task == Task::multiclass) return config::category_code(name);
  if (name == "0" || name == "false") return 0;
  if (name == "1" || name == "true") return 1;
  refuse(fmt::format("scores: \"{}\" is no class of a binary model; use \"0\" and \"1\"", name.substr(0, 64)));
}

}  // namespace

std::string_view kind_of(const Value& value) {
  switch (value.type()) {
    case element_type::ARRAY: return "an array";
    case element_type::OBJECT: return "an object";
    case element_type::STRING: return "a string";
    case element_type::BOOL: return "a boolean";
    case element_type::NULL_VALUE: return "null";
    default: return "a number";
  }
}

std::string read_id(const Value& value) {
  if (value.is_int64() || value.is_uint64()) return whole_number_text(value);
  if (!value.is_string()) refuse(fmt::format("id: must be a string, is {}", kind_of(value)));
  const auto text = text_of(value);
  if (text.empty() || text.size() > EventReader::kLongestId)
    refuse(fmt::format("id: must have 1 to {} bytes, has {}", EventReader::kLongestId, text.size()));
  return std::string(text);
}

Time read_time(const Value& value, Time received) {
  std::optional<Time> time;
  if (value.is_string()) {
    time = config::parse_time(text_of(value));
  } else if (is_number(value)) {
    time = config::time_from_unix_seconds(number_of(value));
  }
  if (!time) refuse("time: must be RFC 3339 (\"2026-01-31T12:00:00Z\") or Unix seconds, from 1970 to 2200");
  if (*time > received + std::chrono::hours(24))
    refuse(fmt::format("time: {} is more than a day ahead of this machine's clock", config::format_time(*time)));
  return *time;
}

Answer read_answer(Task task, const Value& value, std::string_view field) {
  if (task == Task::binary) return {.value = binary_of(value, field), .name = {}};
  if (task == Task::multiclass) {
    std::string name = class_name(value, field);
    return {.value = config::category_code(name), .name = std::move(name)};
  }
  if (!is_number(value)) refuse(fmt::format("{}: must be a number, is {}", field, kind_of(value)));
  return {.value = number_of(value), .name = {}};
}

std::uint64_t read_version(const Value& value) {
  if (value.is_uint64()) return value.get_uint64().value();
  if (value.is_int64() && value.get_int64().value() >= 0) return static_cast<std::uint64_t>(value.get_int64().value());
  if (value.is_string()) {
    const auto text = text_of(value);
    std::uint64_t version = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), version);
    if (error == std::errc() && end == text.data() + text.size()) return version;
  }
  refuse("version: must be a whole number from 0");
}

void read_scores(Task task, const Value& value, std::vector<engine::ClassScore>& scores) {
  scores.clear();
  if (task == Task::regression) refuse("scores: a regression model has no classes");
  if (!value.is_object()) {
    if (task == Task::multiclass) refuse(fmt::format("scores: must be an object of probabilities by class, is {}", kind_of(value)));
    return read_binary_scores(value, scores);
  }
  const simdjson::dom::object by_class = value.get_object().value();
  for (const auto& [name, probability] : by_class) {
    if (scores.size() == EventReader::kMostScores) refuse(fmt::format("scores: more than {} classes", EventReader::kMostScores));
    const double code = score_code(task, name);
    if (std::ranges::find(scores, code, &engine::ClassScore::code) != scores.end())
      refuse(fmt::format("scores: \"{}\" stands twice", name.substr(0, 64)));
    scores.push_back({.code = code, .probability = probability_of(probability)});
  }
  if (task == Task::binary && scores.size() == 1) scores.push_back({.code = 1 - scores[0].code, .probability = 1 - scores[0].probability});
}

FeatureReader::FeatureReader(config::Features features, engine::WrongType wrong_type)
    : features_(std::move(features)),
      vectors_(config::vectors_of(features_)),
      vector_at_(features_.size()),
      wrong_type_(wrong_type),
      row_(features_.size()),
      seen_(features_.size()),
      texts_(features_.size()) {
  for (std::size_t i = 0; i < features_.size(); ++i) by_name_.emplace(features_[i].name, i);
  for (std::size_t i = 0; i < vectors_.size(); ++i) {
    vector_by_name_.emplace(vectors_[i].name, i);
    vector_at_[vectors_[i].first] = &vectors_[i];
  }
}

void FeatureReader::read(const Value& value, std::vector<double>& row, std::string& categories) {
  cut_ = 0;
  if (value.is_object()) {
    read_object(value.get_object().value());
  } else if (value.is_array()) {
    read_array(value.get_array().value());
  } else {
    refuse(fmt::format("features: must be an object by name or an array in order, is {}", kind_of(value)));
  }
  row = row_;
  categories.clear();
  for (std::size_t i = 0; i < features_.size(); ++i) {
    if (config::has_text(features_[i].type)) engine::CategoryTexts::append(categories, texts_[i]);
  }
}

void FeatureReader::read_object(const simdjson::dom::object& object) {
  std::fill(seen_.begin(), seen_.end(), false);
  std::size_t guess = 0;
  for (const auto& [name, value] : object) {
    const auto* vector = value.is_array() ? vector_named(name, guess) : nullptr;
    if (vector != nullptr) {
      for (std::size_t i = vector->first; i < vector->first + vector->size; ++i) see(i, name);
      read_vector(value, *vector);
      guess = vector->first + vector->size;
      continue;
    }
    const std::size_t i = index_of(name, guess);
    see(i, name);
    row_[i] = read_one(value, i);
    guess = i + 1;
  }
  for (std::size_t i = 0; i < seen_.size(); ++i) {
    if (seen_[i]) continue;
    if (wrong_type_ == engine::WrongType::refuse) refuse(fmt::format("features/{}: is missing", features_[i].name));
    row_[i] = config::missing_value();
    texts_[i].clear();
  }
}

void FeatureReader::read_array(const simdjson::dom::array& array) {
  std::size_t i = 0;
  for (const Value value : array) {
    if (i == features_.size()) refuse_length(array);
    if (value.is_array() && vector_at_[i] != nullptr) {
      read_vector(value, *vector_at_[i]);
      i += vector_at_[i]->size;
    } else {
      row_[i] = read_one(value, i);
      ++i;
    }
  }
  if (i != features_.size()) refuse_length(array);
}

void FeatureReader::refuse_length(const simdjson::dom::array& array) const {
  std::size_t inputs = features_.size();
  for (const auto& vector : vectors_) inputs -= vector.size - 1;
  const std::string vectors = inputs == features_.size() ? "" : fmt::format(" ({} with each vector as an array)", inputs);
  refuse(fmt::format("features: must have {} values in the configured order{}, has {}", features_.size(), vectors, array.size()));
}

void FeatureReader::see(std::size_t feature, std::string_view name) {
  if (seen_[feature]) refuse(fmt::format("features/{}: stands twice", name));
  seen_[feature] = true;
}

void FeatureReader::read_vector(const Value& value, const config::VectorColumns& vector) {
  const simdjson::dom::array array = value.get_array().value();
  if (array.size() != vector.size) refuse(fmt::format("features/{}: must have {} numbers, has {}", vector.name, vector.size, array.size()));
  std::size_t i = vector.first;
  for (const Value number : array) {
    row_[i] = read_one(number, i);
    ++i;
  }
}

double FeatureReader::read_one(const Value& value, std::size_t i) {
  const auto& feature = features_[i];
  if (feature.type == FeatureType::numeric) {
    return is_number(value) ? number_of(value) : read_absent(value, i, "a number");
  }
  if (feature.type == FeatureType::boolean) {
    if (value.is_bool()) return value.get_bool().value() ? 1 : 0;
    const bool fits = is_number(value) && (number_of(value) == 0 || number_of(value) == 1);
    return fits ? number_of(value) : read_absent(value, i, "true or false (or 1 or 0)");
  }
  if (feature.type == FeatureType::text) {
    read_text(value, i);
    return config::category_code(texts_[i]);
  }
  std::string& text = texts_[i];
  if (value.is_string()) {
    text.assign(text_of(value));
  } else if (value.is_int64() || value.is_uint64()) {
    text = whole_number_text(value);
  } else if (value.is_bool()) {
    text = value.get_bool().value() ? "true" : "false";
  } else {
    return read_absent(value, i, "a text");
  }
  if (text.size() > EventReader::kLongestCategory)
    refuse(fmt::format("features/{}: must have at most {} bytes, has {}", feature.name, EventReader::kLongestCategory, text.size()));
  return config::category_code(text);
}

/// Where the model takes such rows, null is missing and anything else is marked as being of a wrong type.
double FeatureReader::read_absent(const Value& value, std::size_t i, const char* wanted) {
  if (wrong_type_ == engine::WrongType::refuse)
    refuse(fmt::format("features/{}: must be {}, is {}", features_[i].name, wanted, kind_of(value)));
  texts_[i].clear();
  return value.is_null() ? config::missing_value() : config::wrong_type_value();
}

void FeatureReader::read_text(const Value& value, std::size_t i) {
  if (!value.is_string()) refuse(fmt::format("features/{}: must be a text, is {}", features_[i].name, kind_of(value)));
  const auto whole = text_of(value);
  const auto kept = config::kept_text(whole);
  if (kept.size() < whole.size()) ++cut_;
  texts_[i].assign(kept);
}

const config::VectorColumns* FeatureReader::vector_named(std::string_view name, std::size_t guess) const {
  if (guess < vector_at_.size() && vector_at_[guess] != nullptr && vector_at_[guess]->name == name) return vector_at_[guess];
  const auto found = vector_by_name_.find(std::string(name));
  return found == vector_by_name_.end() ? nullptr : &vectors_[found->second];
}

/// Clients mostly send features in the configured order: then the next one is the one.
std::size_t FeatureReader::index_of(std::string_view name, std::size_t guess) const {
  if (guess < features_.size() && features_[guess].name == name) return guess;
  const auto found = by_name_.find(std::string(name));
  if (found != by_name_.end()) return found->second;
  if (vector_by_name_.contains(std::string(name))) refuse(fmt::format("features/{}: must be an array of numbers", name));
  const auto near = config::nearest(name, config::input_names(features_));
  refuse(fmt::format("features/{}: there is no such feature{}", name.substr(0, 64),
                     near ? fmt::format(" (did you mean \"{}\"?)", *near) : ""));
}

}  // namespace driftd::ingest
