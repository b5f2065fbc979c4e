#include "daemon/engine/learning_rows.h"

#include <algorithm>

#include "daemon/engine/event_codec.h"

namespace driftd::engine {
namespace {

std::vector<updaters::ClassName> classes_among(std::span<const double> labels, std::span<const updaters::ClassName> known) {
  std::vector<double> codes(labels.begin(), labels.end());
  std::ranges::sort(codes);
  codes.erase(std::unique(codes.begin(), codes.end()), codes.end());
  std::vector<updaters::ClassName> classes;
  for (const double code : codes) {
    const auto found = std::ranges::find(known, code, &updaters::ClassName::code);
    classes.push_back(found == known.end() ? updaters::ClassName{.code = code, .name = ""} : *found);
  }
  return classes;
}

}  // namespace

void append_texts(std::string_view categories, const config::Features& features, std::vector<std::string>& texts) {
  CategoryTexts each(categories);
  for (const auto& feature : features) {
    if (!config::has_text(feature.type)) continue;
    const auto text = each.next();
    if (feature.type == config::FeatureType::text) texts.emplace_back(text);
  }
}

updaters::Dataset gather(const Rows& rows, std::span<const Sample> samples, const config::ModelSchema& schema,
                         std::span<const updaters::ClassName> classes) {
  updaters::Dataset data{.columns = schema.features.size()};
  data.values.reserve(samples.size() * data.columns);
  data.labels.reserve(samples.size());
  const bool has_texts = std::ranges::count(schema.features, config::FeatureType::text, &config::Feature::type) > 0;
  for (const Sample& sample : samples) {
    const auto prediction = decode_prediction(rows.at(sample.prediction), sample.prediction);
    if (!prediction || prediction->features.size() != data.columns) continue;
    data.values.insert(data.values.end(), prediction->features.begin(), prediction->features.end());
    data.labels.push_back(sample.label);
    if (has_texts) append_texts(prediction->categories, schema.features, data.texts);
  }
  if (schema.task == config::Task::multiclass) data.classes = classes_among(data.labels, classes);
  return data;
}

}  // namespace driftd::engine
