// What every check of quality promises.

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "config/missing_value.h"
#include "detectors/catalogue.h"

namespace driftd::detectors {
namespace {

constexpr unsigned kSeed = 3;

class QualityLaws : public testing::TestWithParam<std::string> {
 protected:
  static QualityCheckPointer make() { return quality_checks().choose_default(GetParam()).make(); }

  /// What a healthy pipeline brings of the check's kind of input.
  static std::vector<double> healthy(const QualityCheck& check, std::size_t size, unsigned seed) {
    std::mt19937_64 random(seed);
    std::gamma_distribution<double> number(2, 10);
    std::geometric_distribution<int> category(0.3);
    std::vector<double> values(size);
    for (double& value : values) {
      if (check.input() == QualityInput::rows) {
        value = random() % 50 == 0 ? 1 : 0;
      } else if (check.input() == QualityInput::values && !check.takes(config::FeatureType::numeric)) {
        value = category(random);
      } else {
        value = number(random);
      }
    }
    return values;
  }

  static std::string state_of(const QualityCheck& check) {
    StateWriter state;
    check.save(state);
    return state.take();
  }
  static void expect_same(const QualityFinding& left, const QualityFinding& right) {
    EXPECT_EQ(left.signal.level, right.signal.level);
    EXPECT_EQ(std::isnan(left.signal.statistic), std::isnan(right.signal.statistic));
    if (!std::isnan(left.signal.statistic)) {
      EXPECT_EQ(left.signal.statistic, right.signal.statistic);
    }
    EXPECT_EQ(left.signal.window, right.signal.window);
    EXPECT_EQ(left.text, right.text);
  }
};

TEST_P(QualityLaws, StatesItsFacts) {
  const auto* row = quality_checks().find(GetParam());
  for (const auto& text : {row->facts.summary, row->facts.guarantee, row->facts.cost}) EXPECT_FALSE(text.empty());
  const auto begins = [&](const char* word) { return row->facts.guarantee.starts_with(word); };
  EXPECT_TRUE(begins("guaranteed: ") || begins("calibrated: ") || begins("heuristic"));
  EXPECT_FALSE(row->properties.empty());
}

TEST_P(QualityLaws, SaysNothingBeforeItHasLearnt) {
  const auto check = make();
  EXPECT_EQ(check->judge_window().signal.level, Level::learning);
  EXPECT_EQ(check->judge_alone(healthy(*check, 100, 1)).signal.level, Level::learning);
  check->learn({});
  EXPECT_EQ(check->judge_alone(healthy(*check, 100, 1)).signal.level, Level::learning);
}

TEST_P(QualityLaws, IsQuietOnAHealthyPipeline) {
  for (const std::size_t reference : {20UL, 200UL, 2000UL}) {
    const auto check = make();
    check->learn(healthy(*check, reference, kSeed));
    for (unsigned pane = 0; pane < 400; ++pane) {
      const auto values = healthy(*check, pane % 2 == 0 ? 20 : 100, kSeed + 1 + pane);
      EXPECT_NE(check->judge_alone(values).signal.level, Level::drift) << reference << ", seed " << kSeed + 1 + pane;
      check->add(values);
      EXPECT_NE(check->judge_window().signal.level, Level::drift) << reference << ", seed " << kSeed + 1 + pane;
      if (pane % 20 == 0) check->clear(true);
    }
  }
}

TEST_P(QualityLaws, JudgingChangesNothing) {
  const auto check = make();
  check->learn(healthy(*check, 500, kSeed));
  check->add(healthy(*check, 50, kSeed + 1));
  const auto before = state_of(*check);
  check->judge_alone(healthy(*check, 50, kSeed + 2));
  check->judge_window();
  check->suspects(healthy(*check, 50, kSeed + 3), 20);
  EXPECT_EQ(state_of(*check), before);
}

TEST_P(QualityLaws, WhatTwoCountedIsWhatOneWouldHave) {
  const auto whole = make();
  const auto left = make();
  const auto right = make();
  const auto reference = healthy(*whole, 500, kSeed);
  for (const auto& check : {whole.get(), left.get(), right.get()}) check->learn(reference);
  const auto values = healthy(*whole, 300, kSeed + 1);
  whole->add(values);
  left->add(std::span(values).first(120));
  right->add(std::span(values).subspan(120));
  left->merge(*right);
  expect_same(left->judge_window(), whole->judge_window());
}

TEST_P(QualityLaws, IsReadBackAsItWas) {
  const auto check = make();
  check->learn(healthy(*check, 500, kSeed));
  check->add(healthy(*check, 70, kSeed + 1));
  const auto copy = make();
  const auto bytes = state_of(*check);
  StateReader reader(bytes);
  copy->load(reader);
  EXPECT_FALSE(reader.failed());
  EXPECT_TRUE(reader.at_end());
  EXPECT_EQ(state_of(*copy), bytes);
  for (const auto& each : {check.get(), copy.get()}) each->add(healthy(*check, 30, kSeed + 2));
  expect_same(check->judge_window(), copy->judge_window());
}

TEST_P(QualityLaws, RefusesDamagedStateWithoutFallingOver) {
  const auto check = make();
  check->learn(healthy(*check, 300, kSeed));
  check->add(healthy(*check, 70, kSeed + 1));
  const auto bytes = state_of(*check);
  std::mt19937_64 random(kSeed);
  for (std::size_t length = 0; length < bytes.size(); length += 1 + bytes.size() / 50) {
    const auto copy = make();
    StateReader reader(std::string_view(bytes).substr(0, length));
    copy->load(reader);
    EXPECT_TRUE(reader.failed()) << length;
  }
  for (int trial = 0; trial < 200; ++trial) {
    auto damaged = bytes;
    damaged[random() % damaged.size()] = static_cast<char>(random());
    const auto copy = make();
    StateReader reader(damaged);
    copy->load(reader);
    if (reader.failed()) continue;
    copy->add(healthy(*copy, 50, kSeed + 2));
    copy->judge_window();
  }
}

TEST_P(QualityLaws, NoValuePoisonsIt) {
  const auto check = make();
  check->learn(healthy(*check, 500, kSeed));
  const double infinity = std::numeric_limits<double>::infinity();
  const std::vector<double> odd{config::missing_value(), config::wrong_type_value(), infinity, -infinity, 1e308, -1e308, 5e-324, 0.0, -0.0};
  check->add(odd);
  check->judge_alone(odd);
  check->clear(true);
  auto copy = make();
  copy->learn(healthy(*check, 500, kSeed));
  const auto values = healthy(*check, 100, kSeed + 1);
  check->add(values);
  copy->add(values);
  expect_same(check->judge_window(), copy->judge_window());
}

INSTANTIATE_TEST_SUITE_P(Catalogue, QualityLaws, testing::ValuesIn(quality_checks().row_names()),
                         [](const auto& each) { return each.param; });

}  // namespace
}  // namespace driftd::detectors
