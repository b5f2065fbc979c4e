#pragma once

// The fields of an event, each read from its JSON value with its own bounds; a refusal is thrown as a FieldError and caught a line further
// up.

#include <simdjson.h>

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "config/features.h"
#include "daemon/engine/event.h"
#include "daemon/engine/quality_settings.h"

namespace driftd::ingest {

struct FieldError {
  std::string message;
};

using Value = simdjson::dom::element;

/// A class or a number, by the task.
struct Answer {
  double value = engine::kNoValue;
  std::string name;  // multiclass
};

std::string_view kind_of(const Value& value);
/// Text of 1 to EventReader::kLongestId bytes; a whole number is taken for its digits.
std::string read_id(const Value& value);
/// RFC 3339 or Unix seconds, at most a day ahead of `received`.
engine::Time read_time(const Value& value, engine::Time received);
Answer read_answer(config::Task task, const Value& value, std::string_view field);
std::uint64_t read_version(const Value& value);
/// Probabilities by class: {"class": p}, and for binary also p or [p0, p1].
void read_scores(config::Task task, const Value& value, std::vector<engine::ClassScore>& scores);

/// Reads rows of features into columns of doubles, by name or in order.
class FeatureReader {
 public:
  explicit FeatureReader(config::Features features, engine::WrongType wrong_type = engine::WrongType::refuse);
  FeatureReader(const FeatureReader&) = delete;
  FeatureReader& operator=(const FeatureReader&) = delete;
  /// `categories` gets the texts of those that have one, see engine::CategoryTexts. A vector comes as an array of its numbers, by its own
  /// name or in its place; its numbers may as well come one by one.
  void read(const Value& value, std::vector<double>& row, std::string& categories);
  /// Texts that were longer than config::kLongestText and lost their end, of the row just read.
  std::size_t cut() const { return cut_; }

 private:
  void read_object(const simdjson::dom::object& object);
  void read_array(const simdjson::dom::array& array);
  double read_one(const Value& value, std::size_t feature);
  void read_vector(const Value& value, const config::VectorColumns& vector);
  void read_text(const Value& value, std::size_t feature);
  void see(std::size_t feature, std::string_view name);
  [[noreturn]] void refuse_length(const simdjson::dom::array& array) const;
  const config::VectorColumns* vector_named(std::string_view name, std::size_t guess) const;
  double read_absent(const Value& value, std::size_t feature, const char* wanted);
  std::size_t index_of(std::string_view name, std::size_t guess) const;

  config::Features features_;
  std::unordered_map<std::string, std::size_t> by_name_;
  std::vector<config::VectorColumns> vectors_;
  std::unordered_map<std::string, std::size_t> vector_by_name_;
  std::vector<const config::VectorColumns*> vector_at_;  // by column: the vector that begins there
  engine::WrongType wrong_type_;
  std::vector<double> row_;
  std::vector<bool> seen_;
  std::vector<std::string> texts_;  // of those that have one, by feature
  std::size_t cut_ = 0;
};

}  // namespace driftd::ingest
