// What every model family's reader must stand: an artefact with bytes turned, or cut off. What is read answers; what cannot answer is
// refused with a reason; neither ever crashes. Not of boosted trees: XGBoost reads its own part of the artefact and trusts it. The daemon
// reads none whose SHA-256 is not the manifest's.

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "tests/updaters/samples.h"
#include "updaters/catalogue.h"

namespace driftd::updaters {
namespace {

using config::Task;

std::vector<std::string> families() {
  auto names = models().row_names();
  std::erase(names, "xgboost");
  std::erase(names, "auto");  // one of the others inside
  return names;
}

/// A digit mostly to another one, so that the text often still reads.
void turn(char& byte, std::mt19937_64& random) {
  const bool stays_digit = byte >= '0' && byte <= '9' && random() % 4 != 0;
  byte = static_cast<char>(stays_digit ? '0' + random() % 10 : random() % 256);
}

class DamagedArtefact : public testing::TestWithParam<std::string> {};

TEST_P(DamagedArtefact, IsRefusedWithAReasonOrAnswersFinitely) {
  constexpr std::uint64_t kSeed = 20240611;
  std::mt19937_64 random(kSeed);
  const auto learner = models().choose_default(GetParam()).make();
  std::size_t accepted = 0;
  for (const Task task : {Task::binary, Task::multiclass, Task::regression}) {
    if (!learner->fits(task)) continue;
    const auto sample = samples::separable(task, 60, 3);
    const auto trained = learner->train(sample.schema, sample.rows, nullptr, 3);
    ASSERT_TRUE(trained) << trained.error().message;
    const std::string good = (*trained)->write();
    const auto rows = samples::separable(task, 5, 1).rows.values;
    for (int round = 0; round < 400; ++round) {
      std::string bad = good;
      for (std::uint64_t turned = 1 + random() % 3; turned > 0; --turned) turn(bad[random() % bad.size()], random);
      if (round % 5 == 0) bad.resize(random() % bad.size());
      const auto read = read_model(bad);
      if (!read) {
        EXPECT_FALSE(read.error().empty());
        continue;
      }
      ++accepted;
      Answers answers;
      (*read)->predict(rows, answers);
      for (const double value : answers.values) ASSERT_TRUE(std::isfinite(value)) << "seed " << kSeed << ", round " << round << "\n" << bad;
    }
  }
  EXPECT_GT(accepted, 0U) << "a turned digit still reads";
}

INSTANTIATE_TEST_SUITE_P(Rows, DamagedArtefact, testing::ValuesIn(families()), [](const auto& row) { return row.param; });

}  // namespace
}  // namespace driftd::updaters
