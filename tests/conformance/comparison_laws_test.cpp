// What every comparison of the catalogue promises, on each kind of feature that it takes.

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "detectors/catalogue.h"

namespace driftd::detectors {
namespace {

using Counts = std::vector<std::uint32_t>;

template <class Reference>
Counts counts_of(const Reference& reference, std::size_t cells, std::span<const double> values) {
  std::vector<std::uint32_t> located(values.size());
  reference.locate(values, located);
  Counts counts(cells);
  for (const auto cell : located) ++counts[cell];
  return counts;
}

/// One kind of feature: how a sample of it is drawn (`moved` away from the reference's distribution or not) and counted.
struct Numbers {
  using Reference = NumericReference;
  static bool fits(const Comparison& comparison) { return comparison.takes_numbers(); }
  static std::vector<double> draw(std::size_t size, unsigned seed, bool moved) {
    std::mt19937_64 random(seed);
    std::normal_distribution<double> normal(moved ? 1 : 0, 1);
    std::vector<double> values(size);
    for (double& value : values) value = normal(random);
    return values;
  }
  static Counts count(const Reference& reference, std::span<const double> values) {
    return counts_of(reference, reference.cell_count(), values);
  }
  static Evidence compare(const Comparison& comparison, const Reference& reference, std::vector<double> values) {
    const Counts counts = count(reference, values);
    std::ranges::sort(values);
    return comparison.compare(reference, NumberWindow(counts, values));
  }
};

struct Categories {
  using Reference = CategoryReference;
  static bool fits(const Comparison& comparison) { return comparison.takes_categories(); }
  static std::vector<double> draw(std::size_t size, unsigned seed, bool moved) {
    std::mt19937_64 random(seed);
    std::geometric_distribution<int> category(moved ? 0.6 : 0.3);
    std::vector<double> values(size);
    for (double& value : values) value = category(random);
    return values;
  }
  static Counts count(const Reference& reference, std::span<const double> values) {
    return counts_of(reference, reference.row_count(), values);
  }
  static Evidence compare(const Comparison& comparison, const Reference& reference, const std::vector<double>& values) {
    return comparison.compare(reference, count(reference, values));
  }
};

class ComparisonLaws : public testing::TestWithParam<std::string> {
 protected:
  /// Calls check(kind, comparison) for each kind of feature that the row takes.
  template <class Check>
  static void for_each_kind(Check check) {
    const auto comparison = comparisons().choose_default(GetParam()).make();
    if (Numbers::fits(*comparison)) check(Numbers{}, *comparison);
    if (Categories::fits(*comparison)) check(Categories{}, *comparison);
  }

  static bool is_drift(const Comparison& comparison, const Evidence& evidence) {
    return std::isnan(evidence.p_value) ? evidence.statistic > comparison.threshold() : evidence.p_value <= comparison.threshold();
  }
};

TEST_P(ComparisonLaws, StatesItsFacts) {
  const auto* row = comparisons().find(GetParam());
  for (const auto& text : {row->facts.summary, row->facts.paper, row->facts.guarantee, row->facts.cost}) EXPECT_FALSE(text.empty());
  for (const auto& [name, schema] : row->properties.items()) EXPECT_TRUE(schema.contains("default")) << name;
}

TEST_P(ComparisonLaws, TakesSomeKindOfFeatureAndAnswersNothingOnTheOther) {
  const auto comparison = comparisons().choose_default(GetParam()).make();
  EXPECT_TRUE(comparison->takes_numbers() || comparison->takes_categories());
  const NumericReference numbers(Numbers::draw(100, 1, false));
  const CategoryReference categories(Categories::draw(100, 1, false));
  const auto on_numbers = Numbers::compare(*comparison, numbers, Numbers::draw(50, 2, false));
  const auto on_categories = Categories::compare(*comparison, categories, Categories::draw(50, 2, false));
  EXPECT_EQ(std::isnan(on_numbers.statistic), !comparison->takes_numbers());
  EXPECT_EQ(std::isnan(on_categories.statistic), !comparison->takes_categories());
}

TEST_P(ComparisonLaws, FindsNoDifferenceBetweenASampleAndItself) {
  for_each_kind([]<class Kind>(Kind, const Comparison& comparison) {
    const auto sample = Kind::draw(500, 3, false);
    const typename Kind::Reference reference(sample);
    const Evidence evidence = Kind::compare(comparison, reference, sample);
    EXPECT_NEAR(evidence.statistic, 0, 1e-12);
    if (!std::isnan(evidence.p_value)) {
      EXPECT_NEAR(evidence.p_value, 1, 1e-12);
    }
  });
}

TEST_P(ComparisonLaws, FindsAChange) {
  for_each_kind([]<class Kind>(Kind, const Comparison& comparison) {
    const typename Kind::Reference reference(Kind::draw(2000, 4, false));
    EXPECT_TRUE(is_drift(comparison, Kind::compare(comparison, reference, Kind::draw(1000, 5, true))));
  });
}

TEST_P(ComparisonLaws, IsQuietWhereNothingChanged) {
  for_each_kind([]<class Kind>(Kind, const Comparison& comparison) {
    int alarms = 0;
    for (unsigned seed = 100; seed < 300; seed += 2) {
      const typename Kind::Reference reference(Kind::draw(1000, seed, false));
      if (is_drift(comparison, Kind::compare(comparison, reference, Kind::draw(500, seed + 1, false)))) ++alarms;
    }
    EXPECT_LE(alarms, 1) << "of 100 pairs";  // at alpha .001 two or more have probability .005
  });
}

TEST_P(ComparisonLaws, GrowsWithTheChange) {
  for_each_kind([]<class Kind>(Kind, const Comparison& comparison) {
    const typename Kind::Reference reference(Kind::draw(1000, 6, false));
    const auto same = Kind::draw(400, 7, false);
    const auto moved = Kind::draw(400, 8, true);
    double before = -1;
    for (const std::size_t share : {0U, 200U, 400U}) {
      auto mixture = std::vector(same.begin(), same.end() - static_cast<std::ptrdiff_t>(share));
      mixture.insert(mixture.end(), moved.begin(), moved.begin() + static_cast<std::ptrdiff_t>(share));
      const double statistic = Kind::compare(comparison, reference, mixture).statistic;
      EXPECT_GT(statistic, before);
      before = statistic;
    }
  });
}

TEST_P(ComparisonLaws, SeesAddedWindowsAsOneInWhateverOrderTheirValuesCame) {
  for_each_kind([]<class Kind>(Kind, const Comparison& comparison) {
    const typename Kind::Reference reference(Kind::draw(300, 9, false));
    auto values = Kind::draw(70, 10, false);
    const auto more = Kind::draw(50, 11, true);
    Counts added = Kind::count(reference, values);
    const Counts second = Kind::count(reference, more);
    for (std::size_t i = 0; i < added.size(); ++i) added[i] += second[i];
    values.insert(values.begin(), more.begin(), more.end());
    const Counts together = Kind::count(reference, values);
    EXPECT_EQ(added, together);
    std::ranges::shuffle(values, std::mt19937_64(1));
    const Evidence of_all = Kind::compare(comparison, reference, values);
    std::ranges::sort(values);
    const Evidence of_sorted = Kind::compare(comparison, reference, values);
    EXPECT_EQ(of_all.statistic, of_sorted.statistic);
    EXPECT_TRUE(of_all.p_value == of_sorted.p_value || std::isnan(of_all.p_value));
  });
}

TEST_P(ComparisonLaws, HasNoAnswerWhereASampleIsEmpty) {
  for_each_kind([]<class Kind>(Kind, const Comparison& comparison) {
    const typename Kind::Reference reference(Kind::draw(100, 12, false));
    const auto nothing_seen = Kind::compare(comparison, reference, {});
    EXPECT_TRUE(std::isnan(nothing_seen.statistic));
    EXPECT_TRUE(std::isnan(nothing_seen.p_value));
    const typename Kind::Reference empty;
    const auto nothing_known = Kind::compare(comparison, empty, Kind::draw(5, 13, false));
    EXPECT_TRUE(std::isnan(nothing_known.statistic));
    EXPECT_TRUE(std::isnan(nothing_known.p_value));
  });
}

TEST_P(ComparisonLaws, StaysWithinItsRangeOnSmallAndLopsidedSamples) {
  for_each_kind([]<class Kind>(Kind, const Comparison& comparison) {
    for (const std::size_t n : {1U, 2U, 3U, 50U, 3000U}) {
      for (const std::size_t m : {1U, 2U, 10U, 2000U}) {
        for (const bool moved : {false, true}) {
          const typename Kind::Reference reference(Kind::draw(n, 14, false));
          const Evidence evidence = Kind::compare(comparison, reference, Kind::draw(m, 15, moved));
          EXPECT_GE(evidence.statistic, 0);
          EXPECT_TRUE(std::isfinite(evidence.statistic));
          EXPECT_FALSE(evidence.p_value < 0 || evidence.p_value > 1) << evidence.p_value;
        }
      }
    }
  });
}

void expect_finite(const Evidence& evidence, const Comparison& comparison) {
  EXPECT_GE(evidence.statistic, 0);
  EXPECT_TRUE(std::isfinite(evidence.statistic)) << evidence.statistic;
  const bool is_test = !std::isnan(evidence.p_value);
  EXPECT_FALSE(evidence.p_value < 0 || evidence.p_value > 1) << evidence.p_value;
  EXPECT_TRUE(!is_test || comparison.threshold() < 1);
}

TEST_P(ComparisonLaws, StaysFiniteOnConstantsAndAtTheEndsOfTheNumberRange) {
  constexpr double kHuge = std::numeric_limits<double>::max();
  constexpr double kTiny = std::numeric_limits<double>::denorm_min();
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  const std::vector<std::vector<double>> samples{{7},
                                                 {7, 7, 7},
                                                 {8, 8},
                                                 {-kHuge, kHuge},
                                                 {kHuge, kHuge, kHuge},
                                                 {-kHuge, -kHuge, 0, kHuge},
                                                 {kTiny, -kTiny, 0},
                                                 {1e-300, 2e-300, 3e-300},
                                                 {-kInfinity, 1, 2, kInfinity},
                                                 {1e15, 1e15 + 1, 1e15 + 2}};
  for_each_kind([&]<class Kind>(Kind, const Comparison& comparison) {
    for (const auto& sample : samples) {
      for (const auto& window : samples) {
        const typename Kind::Reference reference(sample);
        expect_finite(Kind::compare(comparison, reference, window), comparison);
      }
    }
  });
}

TEST_P(ComparisonLaws, HasPValuesThroughoutOrNotAtAll) {
  std::set<bool> kinds;
  for_each_kind([&]<class Kind>(Kind, const Comparison& comparison) {
    for (const std::size_t size : {1U, 2U, 100U, 3000U}) {
      const typename Kind::Reference reference(Kind::draw(size, 16, false));
      kinds.insert(std::isnan(Kind::compare(comparison, reference, Kind::draw(size, 17, true)).p_value));
    }
  });
  EXPECT_EQ(kinds.size(), 1U);
  const bool is_test = !*kinds.begin();
  const auto& properties = comparisons().find(GetParam())->properties;
  EXPECT_EQ(properties.contains("alpha"), is_test);
  EXPECT_EQ(properties.contains("above"), !is_test);
}

TEST_P(ComparisonLaws, SaysTheSameWithTheSamplesExchangedWhereItTakesThemAlike) {
  // Bins and units are the reference's, kl has a direction, and fisher asks about the reference's most frequent category.
  const std::set<std::string> alike_on_numbers{"ks", "cvm", "anderson_darling", "mann_whitney", "welch", "kuiper"};
  const std::set<std::string> alike_on_categories{"chi_square", "g_test",     "cramers_v",      "psi",
                                                  "hellinger",  "l_infinity", "jensen_shannon", "total_variation"};
  for_each_kind([&]<class Kind>(Kind, const Comparison& comparison) {
    const bool numbers = std::is_same_v<Kind, Numbers>;
    if (!(numbers ? alike_on_numbers : alike_on_categories).contains(GetParam())) return;
    auto left = Kind::draw(700, 18, false);
    auto right = Kind::draw(300, 19, true);
    if (!numbers) {  // the same categories in both: a new one and a vanished one are pooled differently
      for (auto* sample : {&left, &right}) {
        for (double& code : *sample) code = std::fmod(code, 3.0);
      }
    }
    const Evidence evidence = Kind::compare(comparison, typename Kind::Reference(left), right);
    const Evidence exchanged = Kind::compare(comparison, typename Kind::Reference(right), left);
    EXPECT_NEAR(evidence.statistic, exchanged.statistic, 1e-10 * evidence.statistic);
    if (!std::isnan(evidence.p_value)) {
      EXPECT_NEAR(evidence.p_value, exchanged.p_value, 1e-9 * evidence.p_value);
    }
  });
}

TEST_P(ComparisonLaws, ComesCloseWithAReferenceOfFewGaps) {
  const auto comparison = comparisons().choose_default(GetParam()).make();
  if (!comparison->takes_numbers()) return;
  const auto sample = Numbers::draw(5000, 20, false);
  const auto window = Numbers::draw(1000, 21, true);
  const Evidence exact = Numbers::compare(*comparison, NumericReference(sample), window);
  const Evidence coarse = Numbers::compare(*comparison, NumericReference(sample, 256), window);
  EXPECT_NEAR(coarse.statistic, exact.statistic, 0.02 * exact.statistic);
}

INSTANTIATE_TEST_SUITE_P(Catalogue, ComparisonLaws, testing::ValuesIn(comparisons().row_names()),
                         [](const auto& row) { return row.param; });

}  // namespace
}  // namespace driftd::detectors
