#include "detectors/compare/numeric_reference.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <random>
#include <string>

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
  EXPECT_EQ(std::vector(reference.distinct().begin(), reference.distinct().end()), (std::vector<double>{0, 1, 2, 3}));
  EXPECT_EQ(std::vector(reference.multiplicities().begin(), reference.multiplicities().end()), (std::vector<std::uint32_t>{2, 1, 1, 2}));
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
      const auto below = std::ranges::count_if(reference.distinct(), [&](double known) { return known < values[i]; });
      const bool equal = std::ranges::find(reference.distinct(), values[i]) != reference.distinct().end();
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

std::string state_with(const std::vector<double>& values, const std::vector<std::uint32_t>& multiplicities) {
  StateWriter writer;
  writer.put(std::uint8_t{1});
  writer.put(values);
  writer.put(multiplicities);
  return writer.take();
}

TEST(NumericReference, RefusesAStateThatNoSampleHas) {
  const std::string whole = state_with({1, 2}, {1, 1});
  for (const std::string& bytes :
       {state_with({2, 1}, {1, 1}), state_with({1, 1}, {1, 1}), state_with({1, kNan}, {1, 1}), state_with({kNan}, {1}),
        state_with({1, 2}, {1, 0}), state_with({1, 2}, {1}), whole.substr(0, whole.size() - 1), std::string()}) {
    StateReader reader(bytes);
    NumericReference reference(std::vector<double>{1, 2, 3});
    reference.load(reader);
    EXPECT_TRUE(reader.failed());
    EXPECT_EQ(reference.size(), 0U);
    EXPECT_EQ(reference.cell_count(), 1U);
  }
}

}  // namespace
}  // namespace driftd::detectors
