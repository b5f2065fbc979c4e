// The promise of online testing, kept: of all alarms of streams that hold both, no more than the stated share is false.

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <iostream>
#include <memory>
#include <random>

#include "detectors/stats/e_lond.h"
#include "detectors/stats/lord.h"
#include "detectors/stats/saffron.h"

namespace driftd::detectors {
namespace {

constexpr std::uint64_t kSeed = 29;
constexpr int kStreams = 1200;
constexpr int kTests = 500;
constexpr double kAlpha = 0.1;

struct Kept {
  double rate = 0;   // the mean share of false ones among a stream's alarms
  double error = 0;  // its standard error
  double power = 0;  // the share of changes that were found
};

double unit(std::mt19937_64& random) {
  return (static_cast<double>(random() >> 11U) + 0.5) * 0x1p-53;
}

/// A z-test each: mean 0 where nothing changed, else 3. `shared` is the part of a null's variance that all nulls of a stream have in
/// common.
Kept measure(const std::function<std::unique_ptr<OnlineTesting>()>& make, double changed, double shared, bool e_values) {
  std::mt19937_64 random(kSeed);
  std::normal_distribution<double> normal;
  double sum = 0;
  double squares = 0;
  double found = 0;
  double changes = 0;
  for (int s = 0; s < kStreams; ++s) {
    const auto method = make();
    const double common = normal(random);
    int alarms = 0;
    int wrong = 0;
    for (int t = 0; t < kTests; ++t) {
      const bool is_changed = unit(random) < changed;
      const double z = is_changed ? normal(random) + 3 : std::sqrt(shared) * common + std::sqrt(1 - shared) * normal(random);
      const double evidence = e_values ? std::exp(3 * z - 4.5) : std::erfc(z / std::sqrt(2.0)) / 2;
      const bool alarm = method->test(evidence);
      alarms += alarm ? 1 : 0;
      wrong += alarm && !is_changed ? 1 : 0;
      found += alarm && is_changed ? 1 : 0;
      changes += is_changed ? 1 : 0;
    }
    const double share = static_cast<double>(wrong) / std::max(alarms, 1);
    sum += share;
    squares += share * share;
  }
  const double rate = sum / kStreams;
  return {.rate = rate,
          .error = std::sqrt(std::max(0.0, squares / kStreams - rate * rate) / kStreams),
          .power = changes == 0 ? 0 : found / changes};
}

void expect_kept(const char* name, const std::function<std::unique_ptr<OnlineTesting>()>& make, double shared, bool e_values) {
  for (const double changed : {0.0, 0.05, 0.2, 0.5}) {
    const Kept kept = measure(make, changed, shared, e_values);
    std::cout << name << ", " << changed << " changed: " << kept.rate << " +- " << kept.error << " of the alarms false, " << kept.power
              << " of the changes found\n";
    EXPECT_LE(kept.rate, kAlpha + 3 * kept.error) << name << ", " << changed << " changed, seed " << kSeed;
    if (changed > 0.1) {
      EXPECT_GT(kept.power, e_values ? 0.01 : 0.3) << name << ", " << changed << " changed, seed " << kSeed;
    }
  }
}

TEST(OnlineFdr, IsKeptByLordAndSaffronWhereTestsAreIndependent) {
  expect_kept("lord", [] { return std::make_unique<Lord>(kAlpha, kAlpha / 2); }, 0, false);
  expect_kept("saffron", [] { return std::make_unique<Saffron>(kAlpha, kAlpha / 2); }, 0, false);
}

TEST(OnlineFdr, IsKeptByELondWhateverDependsOnWhat) {
  expect_kept("e_lond", [] { return std::make_unique<ELond>(kAlpha); }, 0, true);
  expect_kept("e_lond, nulls that share half of their chance", [] { return std::make_unique<ELond>(kAlpha); }, 0.5, true);
}

}  // namespace
}  // namespace driftd::detectors
