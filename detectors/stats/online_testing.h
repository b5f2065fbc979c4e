#pragma once

// Tests without end: each new test is judged before the next is known, and the share of false ones among all alarms so far, the false
// discovery rate
//
//   FDR(t) = E[ false alarms among the first t tests / max(1, alarms among them) ],
//
// stays below a bound alpha at every t. A method does this by choosing the level of the next test from what became of those before it: each
// alarm earns level for the tests to come, and a sequence gamma_1 >= gamma_2 >= ... with sum at most 1 says how soon it is spent. A fixed
// level cannot do it: with nothing to find every alarm is false, and there will be one.
//
// Read level(), judge the test, then say by record() what became of it. Where the next test was judged at more than level() (since it has
// an allowance of its own), record() is told what was decided, and alarms earn as they do otherwise.
//
// A method keeps its newest kMostKept alarms exactly and lets older ones earn nothing more. Levels only fall by that, and the k-th newest
// alarm is never older for one alarm more, so that the level still rises with every alarm: both are what the proofs ask for. Bound and
// guarantee stay; of an older alarm's earnings less is left by then than gamma_256 a test.

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "detectors/state.h"

namespace driftd::detectors {

class OnlineTesting {
 public:
  static constexpr std::size_t kMostKept = 256;

  virtual ~OnlineTesting() = default;

  /// Of the next test, from 0 to 1.
  virtual double level() const = 0;
  /// Whether evidence (a p-value; an e-value where the method takes those) is an alarm at a level.
  virtual bool is_alarm(double evidence, double level) const = 0;
  /// What became of that test. A NaN was no test: pass none.
  virtual void record(double evidence, bool alarm) = 0;

  /// All three: judges the next test at level().
  bool test(double evidence) {
    const bool alarm = is_alarm(evidence, level());
    record(evidence, alarm);
    return alarm;
  }

  virtual void save(StateWriter& state) const = 0;
  /// A state that cannot be one of this method's fails the reader and leaves the method as if newly made.
  virtual void load(StateReader& state) = 0;
};

/// When the newest alarms were, by a count that never falls; the oldest goes where there is one too many.
class NewestAlarms {
 public:
  NewestAlarms() { when_.reserve(OnlineTesting::kMostKept); }

  void add(std::uint64_t when);
  std::span<const std::uint64_t> when() const { return when_; }
  /// Whether the first alarm of all is the oldest here.
  bool hold_first() const { return !when_.empty() && total_ == when_.size(); }

  void save(StateWriter& state) const;
  /// Fails the reader where an alarm would be later than `now`.
  void load(StateReader& state, std::uint64_t now);

 private:
  std::vector<std::uint64_t> when_;  // rising
  std::uint64_t total_ = 0;
};

/// gamma_j of Javanmard & Montanari: C log(max(j, 2)) / (j exp(sqrt(log j))), which sums to 1. A long tail: still three quarters are left
/// after 256.
double slow_gamma(std::uint64_t j);
/// gamma_j of the SAFFRON paper: C / j^1.6, which sums to 1. A short tail: 4 % are left after 256.
double quick_gamma(std::uint64_t j);

}  // namespace driftd::detectors
