#include "detectors/scores/probability_counts.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace driftd::detectors {
namespace {

struct Given {
  bool truth = false;
  double probability = 0;  // of class 1
};

void add(ProbabilityCounts& counts, const Given& given) {
  counts.add(given.truth, given.truth ? given.probability : 1 - given.probability);
}

std::vector<Given> many(std::size_t count, unsigned seed) {
  std::mt19937_64 random(seed);
  std::uniform_real_distribution<double> uniform;
  std::vector<Given> made(count);
  for (Given& given : made) given = {.truth = uniform(random) < 0.3, .probability = uniform(random)};
  return made;
}

ProbabilityCounts counts_of(std::span<const Given> given) {
  ProbabilityCounts counts;
  for (const Given& one : given) add(counts, one);
  return counts;
}

std::string state_of(const ProbabilityCounts& counts) {
  StateWriter writer;
  counts.save(writer);
  return writer.take();
}

TEST(ProbabilityCounts, CountByProbabilityLowestFirst) {
  const auto rows = counts_of(std::vector<Given>{{true, 0.75}, {false, 0.25}, {true, 0.25}, {false, 0.25}}).rows();
  EXPECT_EQ(rows, (std::vector<ProbabilityCounts::Row>{{.probability = 0.25, .ones = 1, .zeros = 2},
                                                       {.probability = 0.75, .ones = 1, .zeros = 0}}));
}

TEST(ProbabilityCounts, SeeThatProbabilitiesAreEqualWhateverCameTrue) {
  for (const double p : {0.1, 0.3, 0.7, 1.0 / 3, 1e-9, 0.0, 1.0})
    EXPECT_EQ(counts_of(std::vector<Given>{{true, p}, {false, p}}).rows().size(), 1U) << p;
}

TEST(ProbabilityCounts, AreExactUpToTheirBound) {
  auto given = many(ProbabilityCounts::kMostDistinct, 1);
  ProbabilityCounts counts = counts_of(given);
  EXPECT_FALSE(counts.is_rounded());
  EXPECT_EQ(counts.rows().size(), given.size());
  add(counts, {.truth = true, .probability = 0.123});
  EXPECT_TRUE(counts.is_rounded());
  EXPECT_LT(counts.rows().size(), 4000U) << "uniform probabilities: some 256 steps an octave, on both sides";
  for (const auto& one : many(100'000, 2)) add(counts, one);
  EXPECT_LE(counts.rows().size(), 26'627U);
}

TEST(ProbabilityCounts, MoveNoProbabilityFarWhenTheyAreRounded) {
  ProbabilityCounts counts = counts_of(many(40'000, 3));
  ASSERT_TRUE(counts.is_rounded());
  const auto rows = counts.rows();
  for (std::size_t i = 1; i < rows.size(); ++i) {
    const double nearer_end = std::min(rows[i].probability, 1 - rows[i - 1].probability);
    EXPECT_LE(rows[i].probability - rows[i - 1].probability, std::max(nearer_end / 100, 0.001));
  }
}

TEST(ProbabilityCounts, DoNotMindWhoCountedInWhichOrder) {
  for (const std::size_t size : {500UL, 3000UL, 40'000UL}) {
    auto given = many(size, 4);
    const std::string whole = state_of(counts_of(given));
    ProbabilityCounts merged = counts_of(std::span(given).first(size / 3));
    merged.merge(counts_of(std::span(given).subspan(size / 3)));
    EXPECT_EQ(state_of(merged), whole);
    std::ranges::shuffle(given, std::mt19937_64(5));
    EXPECT_EQ(state_of(counts_of(given)), whole);
    ProbabilityCounts other_way = counts_of(std::span(given).subspan(size - 100));
    other_way.merge(counts_of(std::span(given).first(size - 100)));
    EXPECT_EQ(state_of(other_way), whole);
  }
}

TEST(ProbabilityCounts, RefuseAStateThatMakesNoSense) {
  const auto load = [](double first, double second, std::uint64_t ones, bool rounded) {
    StateWriter writer;
    writer.put(rounded);
    writer.put(std::uint64_t{2});
    for (const double probability : {first, second}) {
      writer.put(probability);
      writer.put(ones);
      writer.put(std::uint64_t{0});
    }
    StateReader reader(writer.bytes());
    ProbabilityCounts counts;
    counts.load(reader);
    return !reader.failed();
  };
  EXPECT_TRUE(load(0.25, 0.3, 1, false));
  EXPECT_FALSE(load(0.3, 0.25, 1, false));
  EXPECT_FALSE(load(0.25, 1.5, 1, false));
  EXPECT_FALSE(load(0.25, 0.3, 0, false));
  EXPECT_FALSE(load(0.25, 0.3, 1, true)) << "0.3 is no point of the grid";
}

}  // namespace
}  // namespace driftd::detectors
