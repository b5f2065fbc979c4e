#include "daemon/ingest/event_reader.h"

#include <fmt/format.h>

#include <array>
#include <functional>

#include "config/suggestion.h"
#include "daemon/ingest/event_fields.h"

namespace driftd::ingest {

using engine::BatchKind;
using engine::BatchWriter;
using engine::Time;

namespace {

std::string unknown_key(std::string_view key, std::span<const std::string> known) {
  return fmt::format("\"{}\" is not known here{}", key.substr(0, 64), config::did_you_mean(key, known));
}

bool is_blank(std::string_view text) {
  return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

}  // namespace

class EventReader::Parser {
 public:
  Parser(std::string_view model, config::ModelSchema schema, engine::WrongType wrong_type)
      : model_(model), task_(schema.task), features_(std::move(schema.features), wrong_type) {}

  std::expected<Reading, std::string> read(BatchKind kind, std::string body, Time received, BatchWriter& batch) {
    received_ = received;
    batch_ = &batch;
    kind_ = kind;
    reading_ = {};
    batch.begin(kind, model_, received);
    const std::size_t size = body.size();
    body.reserve(size + simdjson::SIMDJSON_PADDING);
    const std::size_t first = body.find_first_not_of(" \t\r\n");
    if (first == std::string::npos) return std::unexpected("the body is empty; send a JSON object, an array of them, or one a line");
    if (body[first] == '[') return read_array(body);
    if (body[first] != '{')
      return std::unexpected("the body begins with neither '{' nor '['; send a JSON object, an array of them, or one a line");
    if (body.find('\n') != std::string::npos && read_whole(body)) return std::move(reading_);
    read_lines(body);
    return std::move(reading_);
  }

 private:
  std::expected<Reading, std::string> read_array(const std::string& body) {
    auto parsed = parser_.parse(body.data(), body.size(), false);
    if (parsed.error() != simdjson::SUCCESS)
      return std::unexpected(fmt::format("the array is not JSON ({}); to lose only the bad lines, send one object a line",
                                         simdjson::error_message(parsed.error())));
    std::size_t line = 0;
    const simdjson::dom::array elements = parsed.value().get_array().value();
    for (const Value element : elements) take(element, ++line);
    return std::move(reading_);
  }

  /// A single object may be spread over several lines.
  bool read_whole(const std::string& body) {
    auto parsed = parser_.parse(body.data(), body.size(), false);
    if (parsed.error() != simdjson::SUCCESS) return false;
    take(parsed.value(), 1);
    return true;
  }

  void read_lines(const std::string& body) {
    std::size_t line = 0;
    for (std::size_t begin = 0; begin < body.size();) {
      const std::size_t end = std::min(body.find('\n', begin), body.size());
      ++line;
      if (!is_blank(std::string_view(body).substr(begin, end - begin))) {
        auto parsed = parser_.parse(body.data() + begin, end - begin, false);
        if (parsed.error() == simdjson::SUCCESS) {
          take(parsed.value(), line);
        } else {
          reject(line, fmt::format("is not JSON ({})", simdjson::error_message(parsed.error())));
        }
      }
      begin = end + 1;
    }
  }

  void take(const Value& value, std::size_t line) {
    try {
      if (!value.is_object()) throw FieldError{fmt::format("must be an object, is {}", kind_of(value))};
      if (kind_ == BatchKind::predictions) {
        take_prediction(value.get_object().value());
      } else {
        take_label(value.get_object().value());
      }
      ++reading_.read;
    } catch (const FieldError& error) {
      reject(line, error.message);
    }
  }

  void reject(std::size_t line, std::string error) {
    ++reading_.rejected;
    if (reading_.errors.size() < kMostErrors) reading_.errors.push_back({.line = line, .error = std::move(error)});
  }

  void take_prediction(const simdjson::dom::object& object) {
    static const std::vector<std::string> known{"id", "time", "features", "prediction", "scores", "version", "tags"};
    engine::Prediction prediction{.time = received_};
    id_.clear();
    answer_ = {};
    scores_.clear();
    bool has_features = false;
    for (const auto& [key, value] : object) {
      if (key == "id") {
        id_ = read_id(value);
      } else if (key == "time") {
        if (!value.is_null()) prediction.time = read_time(value, received_);
      } else if (key == "features") {
        features_.read(value, row_, categories_);
        has_features = true;
      } else if (key == "prediction") {
        if (!value.is_null()) answer_ = read_answer(task_, value, "prediction");
      } else if (key == "scores") {
        if (!value.is_null()) read_scores(task_, value, scores_);
      } else if (key == "version") {
        if (!value.is_null()) prediction.version = read_version(value);
      } else if (key == "tags") {
        if (!value.is_object()) throw FieldError{"tags: must be an object"};
      } else {
        throw FieldError{unknown_key(key, known)};
      }
    }
    if (id_.empty()) throw FieldError{"id: is missing"};
    if (!has_features) throw FieldError{"features: is missing"};
    prediction.id = id_;
    prediction.value = answer_.value;
    prediction.value_name = answer_.name;
    prediction.features = row_;
    prediction.scores = scores_;
    prediction.categories = categories_;
    reading_.cut += features_.cut();
    batch_->add(prediction);
  }

  void take_label(const simdjson::dom::object& object) {
    static const std::vector<std::string> known{"id", "time", "label"};
    engine::Label label{.time = received_};
    id_.clear();
    bool has_label = false;
    for (const auto& [key, value] : object) {
      if (key == "id") {
        id_ = read_id(value);
      } else if (key == "time") {
        if (!value.is_null()) label.time = read_time(value, received_);
      } else if (key == "label") {
        answer_ = read_answer(task_, value, "label");
        has_label = true;
      } else {
        throw FieldError{unknown_key(key, known)};
      }
    }
    if (id_.empty()) throw FieldError{"id: is missing"};
    if (!has_label) throw FieldError{"label: is missing"};
    label.id = id_;
    label.value = answer_.value;
    label.value_name = answer_.name;
    batch_->add(label);
  }

  std::string model_;
  config::Task task_;
  FeatureReader features_;
  simdjson::dom::parser parser_;
  Time received_;
  BatchWriter* batch_ = nullptr;
  BatchKind kind_ = BatchKind::predictions;
  Reading reading_;
  std::string id_;
  Answer answer_;
  std::vector<double> row_;
  std::vector<engine::ClassScore> scores_;
  std::string categories_;
};

EventReader::EventReader(std::string_view model, config::ModelSchema schema, engine::WrongType wrong_type)
    : parser_(std::make_unique<Parser>(model, std::move(schema), wrong_type)) {}
EventReader::~EventReader() = default;
EventReader::EventReader(EventReader&&) noexcept = default;
EventReader& EventReader::operator=(EventReader&&) noexcept = default;

std::expected<Reading, std::string> EventReader::predictions(std::string body, Time received, BatchWriter& batch) {
  return parser_->read(BatchKind::predictions, std::move(body), received, batch);
}

std::expected<Reading, std::string> EventReader::labels(std::string body, Time received, BatchWriter& batch) {
  return parser_->read(BatchKind::labels, std::move(body), received, batch);
}

}  // namespace driftd::ingest
