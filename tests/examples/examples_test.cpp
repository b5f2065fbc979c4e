// The shipped examples on the streams that they are for: what each promises in docs/replay.md.

#include <gtest/gtest.h>

#include "tests/daemon/replay/replayed.h"

namespace driftd::replay {
namespace {

struct Example {
  const char* name;
  std::vector<std::uint64_t> changes;  // that the stream is known to have
  std::uint64_t rows;
  std::uint64_t label_delay;
  std::size_t noticed;  // at least, by decay or drift, with labels at once
  double better;        // than the first model, in accuracy, with labels at once
  double better_late;   // and with late ones
};

void PrintTo(const Example& example, std::ostream* out) {
  *out << example.name;
}

class Examples : public testing::TestWithParam<Example> {
 protected:
  void SetUp() override {
    const auto file = tests::stream_file(GetParam().name);
    if (!std::filesystem::exists(file)) GTEST_SKIP() << file << " is not there: the real streams are not part of the repository";
  }

  static Report replay(std::uint64_t label_delay) {
    return tests::replayed(tests::stream_file(GetParam().name), tests::example(GetParam().name), {.rows = label_delay}, GetParam().changes);
  }
  static double gain(const Report& report) { return tests::accuracy(report.closed_loop) - tests::accuracy(report.first_model); }
};

TEST_P(Examples, DoBetterThanTheFirstModel) {
  const auto report = replay(0);
  EXPECT_EQ(report.events, GetParam().rows);
  EXPECT_GE(gain(report), GetParam().better);
  EXPECT_LE(report.updates.size(), 120U);
}

TEST_P(Examples, DoBetterThanTheFirstModelWithLateLabelsToo) {
  EXPECT_GE(gain(replay(GetParam().label_delay)), GetParam().better_late);
}

class ExamplesWithKnownChanges : public Examples {};

TEST_P(ExamplesWithKnownChanges, TellHowLongEachKnownChangeWentUnnoticed) {
  const auto report = replay(0);
  ASSERT_EQ(report.changes.value().changes.size(), GetParam().changes.size());
  std::size_t noticed = 0;
  for (std::size_t i = 0; i < GetParam().changes.size(); ++i) {
    const auto& change = report.changes->changes[i];
    EXPECT_EQ(change.row, GetParam().changes[i]);
    noticed += change.decay.first || change.drift.first ? 1U : 0U;
  }
  EXPECT_GE(noticed, GetParam().noticed);
}

TEST_P(ExamplesWithKnownChanges, NoAlarmOfTheQualityIsQuickerThanTheLabels) {
  const auto report = replay(GetParam().label_delay);
  for (const auto& change : report.changes.value().changes) {
    if (!change.decay.first || change.row + change.decay.first->rows + 1 >= GetParam().rows) continue;  // labels go on behind the last row
    EXPECT_EQ(change.decay.first->rows, change.decay.first->seen - 1 + GetParam().label_delay) << "change at " << change.row;
  }
}

const Example kNoaa{"noaa_weather", {}, 18'159, 30, 0, 0.003, 0.0};
const Example kInsects{"insects_gradual_balanced", {14'028}, 24'150, 1000, 1, 0.1, 0.1};
const Example kGas{"gas_sensor_batches_1_6", {445, 1689, 3275, 3436, 3633}, 5'933, 100, 5, 0.2, 0.2};
const Example kUsenet{"usenet2", {300, 600, 900, 1200}, 1'500, 100, 3, 0.02, 0.01};

std::string name_of(const testing::TestParamInfo<Example>& test) {
  return test.param.name;
}

INSTANTIATE_TEST_SUITE_P(Streams, Examples, testing::Values(kNoaa, kInsects, kGas, kUsenet), name_of);
INSTANTIATE_TEST_SUITE_P(Streams, ExamplesWithKnownChanges, testing::Values(kInsects, kGas, kUsenet), name_of);

}  // namespace
}  // namespace driftd::replay
