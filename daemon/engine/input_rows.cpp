#include "daemon/engine/input_rows.h"

#include <limits>
#include <utility>

#include "config/assertion.h"
#include "daemon/engine/event_codec.h"
#include "detectors/text/tokens.h"

namespace driftd::engine {

using config::FeatureType;

InputRows::InputRows(config::Features features, std::size_t reference_rows) : features_(std::move(features)) {
  const auto watch = [this](std::size_t feature, std::string name, FeatureType type) {
    columns_.push_back({.name = std::move(name), .type = type});
    feature_of_.push_back(feature);
  };
  for (std::size_t i = 0; i < features_.size(); ++i) {
    if (features_[i].type != FeatureType::text) {
      watch(i, features_[i].name, features_[i].type);
      continue;
    }
    watch(i, features_[i].name + ".length", FeatureType::numeric);
    watch(i, features_[i].name + ".oov", FeatureType::numeric);
    vocabularies_.emplace_back();
  }
  relearn(reference_rows);
}

void InputRows::relearn(std::size_t reference_rows) {
  for (auto& vocabulary : vocabularies_) vocabulary.clear();
  teaching_ = reference_rows / 2;
}

std::vector<bool> InputRows::named(const std::vector<std::string>& only) const {
  std::vector<bool> features(features_.size(), only.empty());
  for (const auto& name : only) {
    for (const std::size_t feature : config::columns_named(features_, name)) features[feature] = true;
  }
  std::vector<bool> columns;
  for (const std::size_t feature : feature_of_) columns.push_back(features[feature]);
  return columns;
}

std::span<const double> InputRows::read(const Prediction& prediction) {
  DRIFTD_ASSERT(prediction.features.size() == features_.size());
  if (vocabularies_.empty()) return prediction.features;
  row_.clear();
  CategoryTexts texts(prediction.categories);
  auto vocabulary = vocabularies_.begin();
  for (std::size_t i = 0; i < features_.size(); ++i) {
    const auto text = config::has_text(features_[i].type) ? texts.next() : std::string_view();
    if (features_[i].type != FeatureType::text) {
      row_.push_back(prediction.features[i]);
      continue;
    }
    row_.push_back(static_cast<double>(detectors::character_count(text)));
    row_.push_back(teaching_ > 0 ? std::numeric_limits<double>::quiet_NaN() : vocabulary->unknown_share(text));
    if (teaching_ > 0) vocabulary->learn(text);
    ++vocabulary;
  }
  if (teaching_ > 0) --teaching_;
  return row_;
}

void InputRows::save(detectors::StateWriter& state) const {
  state.put(teaching_);
  for (const auto& vocabulary : vocabularies_) vocabulary.save(state);
}

void InputRows::load(detectors::StateReader& state) {
  state.get(teaching_);
  for (auto& vocabulary : vocabularies_) vocabulary.load(state);
}

}  // namespace driftd::engine
