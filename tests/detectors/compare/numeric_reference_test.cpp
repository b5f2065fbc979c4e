#include "detectors/compare/numeric_reference.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <random>
#include <string>

#include "detectors/compare/ks.h"

namespace driftd::detectors {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

std::vector<Cell> cells_of(const NumericReference& reference, const std::vector<double>& values) {
  std::vector<Cell> cells(values.size());
  reference.locate(values, cells);
  return cells;
}

TEST(NumericReference, SortsCountsAndLeavesOutNans) {
  const NumericReference reference(std::vector<double>{3, 1, kNan, 2, 3, -0.0, 0.0});
  EXPECT_EQ(reference.size(), 6U);
  EXPECT_EQ(std::vector(reference.cuts().begin(), reference.cuts().end()), (std::vector<double>{0, 1, 2, 3}));
  EXPECT_EQ(std::vector(reference.counts().begin(), reference.counts().end()), (CellCounts{0, 2, 0, 1, 0, 1, 0, 2, 0}));
  EXPECT_TRUE(reference.is_exact());
  EXPECT_EQ(reference.cell_count(), 9U);
}

TEST(NumericReference, TellsGapsFromValues) {
  const NumericReference reference(std::vector<double>{10, 20, 20, 30});
  EXPECT_EQ(cells_of(reference, {5, 10, 15, 20, 25, 30, 35, -kInfinity, kInfinity}), (std::vector<Cell>{0, 1, 2, 3, 4, 5, 6, 0, 6}));
}

TEST(NumericReference, HasOneCellWhereItKnowsNothing) {
  const NumericReference reference;
  EXPECT_EQ(reference.cell_count(), 1U);
  EXPECT_EQ(cells_of(reference, {-1, 0, 7}), (std::vector<Cell>{0, 0, 0}));
}

TEST(NumericReference, LocatesAsALinearSearchWould) {
  std::mt19937_64 random(3);
  std::uniform_int_distribution<int> grid(-40, 40);
  for (const std::size_t size : {1U, 2U, 3U, 7U, 8U, 31U, 64U, 100U}) {
    std::vector<double> sample(size);
    for (double& value : sample) value = grid(random);
    const NumericReference reference(sample);
    std::vector<double> values(53);
    for (double& value : values) value = grid(random) / 2.0;
    const auto cells = cells_of(reference, values);
    for (std::size_t i = 0; i < values.size(); ++i) {
      const auto below = std::ranges::count_if(reference.cuts(), [&](double known) { return known < values[i]; });
      const bool equal = std::ranges::find(reference.cuts(), values[i]) != reference.cuts().end();
      EXPECT_EQ(cells[i], static_cast<Cell>(2 * below + (equal ? 1 : 0))) << values[i] << " among " << size;
    }
  }
}

TEST(NumericReference, ComesBackFromItsState) {
  const NumericReference original(std::vector<double>{4, 2, 2, 9});
  StateWriter writer;
  original.save(writer);
  StateReader reader(writer.bytes());
  NumericReference loaded;
  loaded.load(reader);
  EXPECT_FALSE(reader.failed());
  EXPECT_TRUE(reader.at_end());
  EXPECT_EQ(loaded.size(), 4U);
  EXPECT_EQ(cells_of(loaded, {1, 2, 3, 9}), cells_of(original, {1, 2, 3, 9}));
}

TEST(NumericReference, KnowsTheMomentsOfItsFiniteValues) {
  const NumericReference reference(std::vector<double>{1, 3, kInfinity, 5, kNan, -kInfinity});
  EXPECT_EQ(reference.size(), 5U);
  EXPECT_EQ(reference.moments().size, 3U);
  EXPECT_DOUBLE_EQ(reference.moments().mean, 3);
  EXPECT_DOUBLE_EQ(reference.moments().deviation, std::sqrt(8.0 / 3));
}

std::vector<double> normals(std::size_t size, unsigned seed, double mean = 0) {
  std::mt19937_64 random(seed);
  std::normal_distribution<double> normal(mean, 1);
  std::vector<double> values(size);
  for (double& value : values) value = normal(random);
  return values;
}

TEST(NumericReference, HoldsNoMoreOfItselfInAGapThanItsShare) {
  for (const std::size_t gaps : {2U, 16U, 256U}) {
    const NumericReference reference(normals(10'000, 1), gaps);
    EXPECT_FALSE(reference.is_exact());
    EXPECT_LE(reference.cuts().size(), gaps + 2);
    EXPECT_EQ(reference.size(), 10'000U);
    EXPECT_EQ(std::accumulate(reference.counts().begin(), reference.counts().end(), 0U), 10'000U);
    for (std::size_t gap = 0; gap < reference.cell_count(); gap += 2) EXPECT_LE(reference.counts()[gap], 10'000 / gaps);
    EXPECT_EQ(reference.counts().front(), 0U);
    EXPECT_EQ(reference.counts().back(), 0U);
  }
}

TEST(NumericReference, IsExactWhereTheGapsSuffice) {
  EXPECT_TRUE(NumericReference(std::vector<double>{1, 2, 3}, 3).is_exact());
  const NumericReference few_values(std::vector<double>(1000, 4.0), 16);
  EXPECT_EQ(few_values.cuts().size(), 1U);
}

/// D by every value and by a reference of so many gaps.
double ks_with(std::size_t gaps, const std::vector<double>& sample, const std::vector<double>& window) {
  const NumericReference reference(sample, gaps);
  CellCounts counts(reference.cell_count());
  for (const Cell cell : cells_of(reference, window)) ++counts[cell];
  return Ks().compare(reference, counts).statistic;
}

TEST(NumericReference, BringsAKolmogorovDistanceThatIsTooSmallByAtMostOneOverTheGaps) {
  for (const double shift : {0.0, 0.05, 0.3, 2.0}) {
    const auto sample = normals(3000, 2);
    const auto window = normals(1000, 3, shift);
    const double exact = ks_with(NumericReference::kAllGaps, sample, window);
    for (const std::size_t gaps : {4U, 32U, 256U}) {
      const double coarse = ks_with(gaps, sample, window);
      EXPECT_LE(coarse, exact + 1e-12) << gaps;
      EXPECT_GE(coarse, exact - 1.0 / static_cast<double>(gaps)) << gaps;
    }
  }
}

std::string state_with(const std::vector<double>& cuts, const CellCounts& counts, const std::vector<double>& gap_means = {}) {
  StateWriter writer;
  writer.put(std::uint8_t{2});
  writer.put(cuts);
  writer.put(counts);
  writer.put(gap_means);
  Moments{.size = 2, .mean = 1, .deviation = 1}.save(writer);
  return writer.take();
}

bool loads(const std::string& bytes) {
  StateReader reader(bytes);
  NumericReference reference(std::vector<double>{1, 2, 3});
  reference.load(reader);
  if (!reader.failed()) return true;
  EXPECT_EQ(reference.size(), 0U);
  EXPECT_EQ(reference.cell_count(), 1U);
  return false;
}

TEST(NumericReference, RefusesAStateThatNoSampleHas) {
  EXPECT_TRUE(loads(state_with({1, 2}, {0, 1, 0, 1, 0})));
  EXPECT_TRUE(loads(state_with({1, 2}, {0, 1, 3, 1, 0}, {0, 1.5})));
  const std::string whole = state_with({1, 2}, {0, 1, 0, 1, 0});
  for (const std::string& bytes :
       {state_with({2, 1}, {0, 1, 0, 1, 0}), state_with({1, 1}, {0, 1, 0, 1, 0}),  // not rising
        state_with({1, kNan}, {0, 1, 0, 1, 0}), state_with({kNan}, {0, 1, 0}),     // no number
        state_with({1, 2}, {0, 1, 0, 0, 0}), state_with({1, 2}, {0, 1, 0, 1}),     // a value that is not there, too few cells
        state_with({1, 2}, {0, 1, 0, 1, 4}), state_with({1, 2}, {0, 1, 3, 1, 0}),  // values beyond the last, in an exact gap
        state_with({1, 2}, {0, 1, 3, 1, 0}, {0, 7}), state_with({1, 2}, {0, 1, 3, 1, 0}, {1.5}),  // a mean outside its gap, too few
        state_with({1}, {0, 1, 0}),                                                               // more moments than values
        whole.substr(0, whole.size() - 1), std::string()}) {
    EXPECT_FALSE(loads(bytes));
  }
}

TEST(NumericReference, ComesBackFromItsStateWithItsGaps) {
  const NumericReference original(normals(500, 5), 16);
  StateWriter writer;
  original.save(writer);
  StateReader reader(writer.bytes());
  NumericReference loaded;
  loaded.load(reader);
  EXPECT_FALSE(reader.failed());
  EXPECT_FALSE(loaded.is_exact());
  EXPECT_EQ(loaded.size(), 500U);
  EXPECT_EQ(loaded.moments().deviation, original.moments().deviation);
}

}  // namespace
}  // namespace driftd::detectors
