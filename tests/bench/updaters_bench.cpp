// How fast the linear models learn and answer: rows of 20 numbers, logistic loss, AdaGrad.

#include <benchmark/benchmark.h>

#include "tests/updaters/samples.h"
#include "updaters/catalogue.h"

namespace driftd::updaters {
namespace {

samples::Sample noisy(std::size_t n, std::size_t columns) {
  samples::Sample sample;
  sample.rows.columns = columns;
  for (std::size_t j = 0; j < columns; ++j) sample.schema.features.push_back({"x" + std::to_string(j), config::FeatureType::numeric});
  std::mt19937_64 random(1);
  for (std::size_t i = 0; i < n; ++i) {
    double score = samples::normal(random);
    for (std::size_t j = 0; j < columns; ++j) {
      sample.rows.values.push_back(samples::normal(random));
      score += sample.rows.values.back() * (j % 2 == 0 ? 1 : -1);
    }
    sample.rows.labels.push_back(score > 0 ? 1 : 0);
  }
  return sample;
}

ModelPointer train(const samples::Sample& sample, const config::Json& settings) {
  config::Problems problems;
  return *models().find("logistic")->choose(settings, "", problems, {}).make()->train(sample.schema, sample.rows, nullptr, 1);
}

/// One pass more or less: the difference is what a pass costs, without encoding.
void passes(benchmark::State& state) {
  const auto sample = noisy(100'000, 20);
  const config::Json settings = {{"epochs", state.range(0)}};
  for ([[maybe_unused]] auto iteration : state) benchmark::DoNotOptimize(train(sample, settings));
  state.SetItemsProcessed(state.iterations() * 100'000 * state.range(0));
}

void training_by_default(benchmark::State& state) {
  const auto sample = noisy(static_cast<std::size_t>(state.range(0)), static_cast<std::size_t>(state.range(1)));
  for ([[maybe_unused]] auto iteration : state) benchmark::DoNotOptimize(train(sample, config::Json::object()));
}

void predict(benchmark::State& state) {
  const auto sample = noisy(1000, 20);
  const auto model = train(sample, {{"epochs", 1}});
  const auto rows = std::span<const double>(sample.rows.values).first(static_cast<std::size_t>(state.range(0)) * 20);
  Answers answers;
  for ([[maybe_unused]] auto iteration : state) {
    model->predict(rows, answers);
    benchmark::DoNotOptimize(answers.values.data());
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}

BENCHMARK(passes)->Arg(1)->Arg(21)->Unit(benchmark::kMillisecond);
BENCHMARK(training_by_default)->Args({5000, 8})->Args({100'000, 20})->Unit(benchmark::kMillisecond);
BENCHMARK(predict)->Arg(1)->Arg(1000);

}  // namespace
}  // namespace driftd::updaters
