#pragma once

// An update cycle on the bench: its samples, what it has emitted, and the steps that take it through an update.

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "daemon/engine/update_cycle.h"

namespace driftd::engine::bench {

using Happened = UpdateCycle::Happened;
using Phase = UpdateCycle::Phase;

inline updaters::UpdateSettings settings() {
  updaters::UpdateSettings settings;
  settings.gate = {.alpha = 0.05, .min_rows = 50, .looks = 2};
  settings.watch = {.labels = 80, .alpha = 0.05};
  return settings;
}

/// A cycle with its samples and everything that it has emitted.
class Bench {
 public:
  explicit Bench(const updaters::UpdateSettings& under = settings()) : cycle(under, "logistic"), samples(10'000) {}

  UpdateCycle::Emit emit() {
    return [this](ActionBody action) { emitted.push_back(std::move(action)); };
  }
  template <class T>
  const T* last() const {
    for (auto action = emitted.rbegin(); action != emitted.rend(); ++action) {
      if (const auto* found = std::get_if<T>(&*action)) return found;
    }
    return nullptr;
  }
  void add_samples(std::size_t count, std::uint64_t version = 0) {
    for (std::size_t i = 0; i < count; ++i) {
      samples.add({.prediction = samples.end() * 100 + 8, .label = 1});
      cycle.on_sample(samples, version, emit());
    }
  }
  void begin(std::uint64_t from, std::uint64_t to) {
    const updaters::UpdatePlan plan{.cause = {.text = "adwin"},
                                    .strategy = {.strategy = "retrain", .window = {.from = from, .to = to}, .reason = "because"},
                                    .attempt = 1};
    cycle.begin(plan, samples, 7, Time{}, emit());
  }
  Happened trained(bool good = true) { return trained_as("hash " + std::to_string(cycle.record().job), good); }
  Happened trained_as(const std::string& hash, bool good = true) {
    return cycle.on(TrainingEnded{.job = cycle.record().job, .succeeded = good, .reason = good ? "" : "killed", .artefact_hash = hash},
                    samples, emit());
  }
  /// `better` rows only the challenger got right, `worse` only the champion, the rest both.
  Happened compared(std::size_t better, std::size_t worse, std::size_t rows, const updaters::GuardInputs& guards = {}) {
    std::vector<double> champion(rows, 0);
    std::vector<double> challenger(rows, 0);
    std::fill_n(champion.begin(), better, 1);
    std::fill_n(challenger.rbegin(), worse, 1);
    const Compare& asked = *last<Compare>();
    return cycle.on(Compared{.job = asked.job, .champion = champion, .challenger = challenger, .look = asked.look, .guards = guards},
                    samples, Time{}, emit());
  }
  Happened not_compared() {
    const Compare& asked = *last<Compare>();
    return cycle.on(Compared{.job = asked.job, .failure = "the artefact cannot be read", .look = asked.look}, samples, Time{}, emit());
  }
  Happened installed() { return cycle.on(Installed{.job = cycle.record().job, .version = last<Install>()->version}, Time{}, emit()); }
  void first_version() {
    add_samples(300);
    begin(0, 300);
    trained();
    installed();
  }
  void second_version() {
    add_samples(300, 1);
    begin(300, 500);
    trained();
    compared(60, 5, 100);
    installed();
  }

  UpdateCycle cycle;
  Samples samples;
  std::vector<ActionBody> emitted;
};

/// The cycle as a restart finds it: saved, and read into a new one.
inline UpdateCycle restarted(const Bench& bench, const updaters::UpdateSettings& under = settings()) {
  detectors::StateWriter state;
  bench.cycle.save(state);
  UpdateCycle restored(under, "logistic");
  detectors::StateReader reader(state.bytes());
  restored.load(reader);
  EXPECT_FALSE(reader.failed());
  EXPECT_TRUE(reader.at_end());
  return restored;
}

}  // namespace driftd::engine::bench
