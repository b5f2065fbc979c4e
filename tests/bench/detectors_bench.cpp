// What a value costs in each detector (peers/stream_speed.py: beside River), and a test on the counts of a window.

#include <benchmark/benchmark.h>

#include <random>
#include <vector>

#include "detectors/catalogue.h"
#include "detectors/compare/ks.h"
#include "detectors/stream/adwin.h"

namespace driftd::detectors {
namespace {

std::vector<double> errors(std::size_t count) {
  std::mt19937_64 random(1);
  std::bernoulli_distribution error(0.2);
  std::vector<double> values(count);
  for (double& value : values) value = error(random) ? 1 : 0;
  return values;
}

std::vector<double> normals(std::size_t count, unsigned seed) {
  std::mt19937_64 random(seed);
  std::normal_distribution<double> normal;
  std::vector<double> values(count);
  for (double& value : values) value = normal(random);
  return values;
}

void feed(benchmark::State& state, StreamDetector& detector) {
  const auto values = errors(1'000'000);
  for (auto _ : state) {
    std::span<const double> rest(values);
    while (!rest.empty()) {
      rest = rest.subspan(detector.update(rest));
      if (!rest.empty()) detector.reset();
    }
    benchmark::DoNotOptimize(detector.signal());
    detector.reset();
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(values.size()));
}

void stream_detector(benchmark::State& state, const char* name) {
  feed(state, *stream_detectors().choose_default(name).make());
}
BENCHMARK_CAPTURE(stream_detector, adwin, "adwin");
BENCHMARK_CAPTURE(stream_detector, ddm, "ddm");
BENCHMARK_CAPTURE(stream_detector, page_hinkley, "page_hinkley");
BENCHMARK_CAPTURE(stream_detector, eddm, "eddm");
BENCHMARK_CAPTURE(stream_detector, rddm, "rddm");
BENCHMARK_CAPTURE(stream_detector, hddm_a, "hddm_a");
BENCHMARK_CAPTURE(stream_detector, hddm_w, "hddm_w");
BENCHMARK_CAPTURE(stream_detector, fhddm, "fhddm");
BENCHMARK_CAPTURE(stream_detector, cusum, "cusum");
BENCHMARK_CAPTURE(stream_detector, gma, "gma");
BENCHMARK_CAPTURE(stream_detector, ecdd, "ecdd");
BENCHMARK_CAPTURE(stream_detector, stepd, "stepd");
BENCHMARK_CAPTURE(stream_detector, kswin, "kswin");
BENCHMARK_CAPTURE(stream_detector, seed, "seed");
BENCHMARK_CAPTURE(stream_detector, optwin, "optwin");
BENCHMARK_CAPTURE(stream_detector, bocd, "bocd");

void adwin_clock_1(benchmark::State& state) {
  Adwin adwin({.clock = 1});
  feed(state, adwin);
}
BENCHMARK(adwin_clock_1);

void locate(benchmark::State& state) {
  const NumericReference reference(normals(static_cast<std::size_t>(state.range(0)), 1));
  const auto values = normals(100'000, 2);
  std::vector<Cell> cells(values.size());
  for (auto _ : state) {
    reference.locate(values, cells);
    benchmark::DoNotOptimize(cells.data());
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(values.size()));
}
BENCHMARK(locate)->Arg(1'000)->Arg(10'000)->Arg(100'000);

void compare(benchmark::State& state, const char* name) {
  const NumericReference reference(normals(static_cast<std::size_t>(state.range(0)), 1));
  const auto values = normals(static_cast<std::size_t>(state.range(1)), 2);
  std::vector<Cell> cells(values.size());
  reference.locate(values, cells);
  CellCounts counts(reference.cell_count());
  for (const Cell cell : cells) ++counts[cell];
  const auto comparison = comparisons().choose_default(name).make();
  for (auto _ : state) benchmark::DoNotOptimize(comparison->compare(reference, counts));
}
BENCHMARK_CAPTURE(compare, ks, "ks")->Args({10'000, 1'000})->Args({5'000, 1'000})->Args({500, 500});
BENCHMARK_CAPTURE(compare, psi, "psi")->Args({10'000, 1'000});

void ks_exact_widest(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(ks_exact_p_value(kMostExactPaths, 500, 500));
}
BENCHMARK(ks_exact_widest);

}  // namespace
}  // namespace driftd::detectors

BENCHMARK_MAIN();
