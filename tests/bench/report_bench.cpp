// The batch report on 50 columns of 1,000,000 + 1,000,000 rows, on one thread; compare tests/bench/peers/report_speed.py, which has the
// same data.

#include <benchmark/benchmark.h>

#include <cmath>
#include <random>
#include <vector>

#include "detectors/compare/column_report.h"

namespace driftd::detectors {
namespace {

constexpr int kColumns = 50;

/// Kinds of columns in turn: normal, shifted normal, long-tailed, coarse, mostly zero.
std::vector<double> column(std::size_t rows, int kind, bool is_window) {
  std::mt19937_64 random(static_cast<std::uint64_t>(kind) * 2 + (is_window ? 1 : 0));
  std::normal_distribution<double> normal;
  std::vector<double> values(rows);
  for (double& value : values) {
    value = normal(random);
    if (kind == 1 && is_window) value += 0.05;
    if (kind == 2) value = std::exp(value);
    if (kind == 3) value = std::round(value * 20);
    if (kind == 4) value = std::max(value - 1, 0.0);
  }
  return values;
}

void report(benchmark::State& state) {
  const auto rows = static_cast<std::size_t>(state.range(0));
  std::vector<std::vector<double>> references;
  std::vector<std::vector<double>> windows;
  for (int kind = 0; kind < 5; ++kind) {
    references.push_back(column(rows, kind, false));
    windows.push_back(column(rows, kind, true));
  }
  ColumnReporter reporter;
  for (auto _ : state) {
    for (std::size_t i = 0; i < kColumns; ++i) benchmark::DoNotOptimize(reporter.report(references[i % 5], windows[i % 5]));
  }
  state.SetItemsProcessed(state.iterations() * kColumns * 2 * static_cast<std::int64_t>(rows));
}
BENCHMARK(report)->Arg(10'000)->Arg(1'000'000)->Unit(benchmark::kSecond);

void sort_only(benchmark::State& state) {
  const auto values = column(1'000'000, static_cast<int>(state.range(0)), false);
  RadixSorter sorter;
  for (auto _ : state) benchmark::DoNotOptimize(sorter.sort(values).data());
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(values.size()));
}
BENCHMARK(sort_only)->Arg(0)->Arg(3)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace driftd::detectors
