#pragma once

// A reader with its batch, and what stands in the batch once it has been decoded as the engine will.

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <cstdint>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "daemon/ingest/event_reader.h"

namespace driftd::ingest {

inline const engine::Time kReceived = *config::parse_time("2026-01-31T12:00:00Z");

/// An event with nothing borrowed.
struct Taken {
  std::string model;
  engine::Time received;
  std::string id;
  engine::Time time;
  double value = 0;
  std::string value_name;
  std::uint64_t version = 0;
  std::vector<double> features;
  std::vector<std::string> categories;
  std::vector<std::pair<double, double>> scores;
};

class Room {
 public:
  /// A model "fraud" of two features: "amount", a number, and "city", a category.
  explicit Room(config::Task task, engine::WrongType wrong_type = engine::WrongType::refuse)
      : Room(task, {{.name = "amount"}, {.name = "city", .type = config::FeatureType::categorical}}, wrong_type) {}
  Room(config::Task task, config::Features features, engine::WrongType wrong_type = engine::WrongType::refuse)
      : reader_("fraud", {.task = task, .features = std::move(features)}, wrong_type) {}

  std::expected<Reading, std::string> predictions(std::string body) {
    return keep(reader_.predictions(std::move(body), kReceived, batch_));
  }
  std::expected<Reading, std::string> labels(std::string body) { return keep(reader_.labels(std::move(body), kReceived, batch_)); }

  /// Why the one event of `body` is refused; "" where it is taken.
  std::string refusal_of_prediction(std::string body) { return first_error(predictions(std::move(body))); }
  std::string refusal_of_label(std::string body) { return first_error(labels(std::move(body))); }

  std::vector<std::string> ids() const {
    std::vector<std::string> ids;
    for (const Taken& event : taken) ids.push_back(event.id);
    return ids;
  }

  std::vector<Taken> taken;

 private:
  std::expected<Reading, std::string> keep(std::expected<Reading, std::string> reading) {
    taken.clear();
    if (!reading) return reading;
    EXPECT_TRUE(engine::decode_batch(batch_.bytes(), 0, [this](const engine::Event& event) { take(event); }));
    EXPECT_EQ(taken.size(), reading->read);
    return reading;
  }

  void take(const engine::Event& event) {
    Taken& kept = taken.emplace_back();
    kept.model = event.model;
    kept.received = event.received;
    if (const auto* label = std::get_if<engine::Label>(&event.body)) {
      kept.id = label->id;
      kept.time = label->time;
      kept.value = label->value;
      kept.value_name = label->value_name;
      return;
    }
    const auto& prediction = std::get<engine::Prediction>(event.body);
    kept.id = prediction.id;
    kept.time = prediction.time;
    kept.value = prediction.value;
    kept.value_name = prediction.value_name;
    kept.version = prediction.version;
    kept.features.assign(prediction.features.begin(), prediction.features.end());
    for (const auto& score : prediction.scores) kept.scores.emplace_back(score.code, score.probability);
    engine::CategoryTexts texts(prediction.categories);
    kept.categories.emplace_back(texts.next());
  }

  static std::string first_error(const std::expected<Reading, std::string>& reading) {
    if (!reading) return reading.error();
    return reading->errors.empty() ? "" : reading->errors.front().error;
  }

  EventReader reader_;
  engine::BatchWriter batch_;
};

}  // namespace driftd::ingest
