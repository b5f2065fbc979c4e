#include "tests/bench/detection/error_stream.h"

#include <fmt/format.h>

#include <algorithm>

#include "daemon/streams/generate.h"
#include "updaters/catalogue.h"

namespace driftd::bench {

ErrorStream rate_stream(const RateChange& change, std::size_t changes, std::uint64_t seed) {
  streams::Random random(seed);
  ErrorStream stream;
  for (std::size_t i = 0; i < changes; ++i) stream.changes.push_back(change.quiet + i * change.every);
  const std::size_t length = changes == 0 ? change.every : change.quiet + changes * change.every;
  std::size_t last = 0;
  bool changed = false;
  for (std::size_t t = 0; t < length; ++t) {
    if (std::ranges::binary_search(stream.changes, t)) {
      last = t;
      changed = true;
    }
    const double along = !changed            ? 0.0
                         : change.width == 0 ? 1.0
                                             : std::min(1.0, static_cast<double>(t - last) / static_cast<double>(change.width));
    const double draw = random.uniform();
    stream.fresh.push_back(draw < change.before ? 1 : 0);
    stream.stale.push_back(draw < change.before + along * (change.after - change.before) ? 1 : 0);
  }
  return stream;
}

namespace {

constexpr std::int64_t kLearntRows = 2'000;

/// Rows of a generated stream as models take them: categories and classes by their codes.
class RowReader {
 public:
  explicit RowReader(const streams::Generator& generator) : generator_(generator) {}

  updaters::Dataset read(streams::Drifting& stream, std::int64_t rows, std::vector<std::size_t>* concepts = nullptr) const {
    updaters::Dataset dataset{.columns = generator_.features().size()};
    streams::Row row;
    for (std::int64_t t = 0; t < rows; ++t) {
      stream.next(row);
      for (std::size_t i = 0; i < row.values.size(); ++i) dataset.values.push_back(value(i, row.values[i]));
      dataset.labels.push_back(label(row.label));
      if (concepts != nullptr) concepts->push_back(row.concept_number);
    }
    dataset.classes = classes();
    return dataset;
  }
  config::ModelSchema schema() const { return {.task = generator_.task(), .features = generator_.features()}; }

 private:
  double value(std::size_t feature, double drawn) const {
    const auto categories = generator_.categories(feature);
    return categories.empty() ? drawn : config::category_code(categories[static_cast<std::size_t>(drawn)]);
  }
  bool has_classes() const { return generator_.task() == config::Task::multiclass; }
  double label(double drawn) const { return has_classes() ? config::category_code(fmt::format("{}", drawn)) : drawn; }
  std::vector<updaters::ClassName> classes() const {
    std::vector<updaters::ClassName> classes;
    for (std::size_t i = 0; has_classes() && i < generator_.classes(); ++i) {
      classes.push_back({.code = label(static_cast<double>(i)), .name = fmt::format("{}", i)});
    }
    std::ranges::sort(classes, {}, &updaters::ClassName::code);
    return classes;
  }

  const streams::Generator& generator_;
};

streams::GeneratorOptions options_of(const ConceptChange& change, std::uint64_t seed) {
  return {
      .name = change.generator, .rows = change.rows, .seed = static_cast<std::int64_t>(seed), .width = change.width, .noise = change.noise};
}

/// A model for each concept of the stream: of the rows that the same seed draws behind those of the stream.
std::vector<updaters::ModelPointer> models_of(const ConceptChange& change, std::size_t concepts, std::uint64_t seed) {
  auto options = options_of(change, seed);
  options.rows += static_cast<std::int64_t>(concepts) * kLearntRows;
  options.width = 0;
  for (std::size_t i = 1; i < concepts; ++i) options.drifts.push_back(change.rows + static_cast<std::int64_t>(i) * kLearntRows);
  auto stream = streams::make_stream(options).value();
  const RowReader reader(stream.generator());
  reader.read(stream, change.rows);
  const auto learner = updaters::models().choose_default(reader.schema().task == config::Task::binary ? "logistic" : "softmax").make();
  std::vector<updaters::ModelPointer> models;
  for (std::size_t i = 0; i < concepts; ++i)
    models.push_back(learner->train(reader.schema(), reader.read(stream, kLearntRows), nullptr, seed).value());
  return models;
}

std::vector<double> errors_of(const updaters::Model& model, const updaters::Dataset& rows) {
  updaters::Answers answers;
  model.predict(rows.values, answers);
  std::vector<double> errors(rows.size());
  for (std::size_t t = 0; t < rows.size(); ++t) errors[t] = answers.values[t] == rows.labels[t] ? 0 : 1;
  return errors;
}

}  // namespace

ErrorStream concept_stream(const ConceptChange& change, std::uint64_t seed) {
  auto options = options_of(change, seed);
  for (std::int64_t at = change.every; at < change.rows; at += change.every) options.drifts.push_back(at);
  auto stream = streams::make_stream(options).value();
  std::vector<std::size_t> concepts;
  const auto rows = RowReader(stream.generator()).read(stream, change.rows, &concepts);
  std::vector<std::vector<double>> errors;
  for (const auto& model : models_of(change, options.drifts.size() + 1, seed)) errors.push_back(errors_of(*model, rows));

  ErrorStream heard;
  for (const auto drift : options.drifts) heard.changes.push_back(static_cast<std::size_t>(drift - change.width));
  for (std::size_t t = 0; t < rows.size(); ++t) {
    const auto begun = static_cast<std::size_t>(std::ranges::upper_bound(heard.changes, t) - heard.changes.begin());
    heard.fresh.push_back(errors[concepts[t]][t]);
    heard.stale.push_back(errors[begun == 0 ? 0 : begun - 1][t]);
  }
  return heard;
}

}  // namespace driftd::bench
