#pragma once

// What discoveries earn. A model's checks of the data have their allowance of false alarms (false_alarms.h); where many things truly move,
// a fixed allowance is meaner than it needs to be. So each discovery of one check earns level for the tests of the others, spent along
// LORD++'s or SAFFRON's gamma (detectors/stats): in all at most `wrong`, the share of alarms that may be false for it.
//
// Let A be the false alarms that are allowed up to now. A test is judged at (1 - 2 wrong) of its share of A, and at what it earned. Its
// chance of a false alarm is at most its level, given the alarms before it, and what is earned sums to at most `wrong` a discovery (gamma
// sums to 1; with SAFFRON in expectation). So with V false alarms and R discoveries
//
//   E V <= (1 - 2 wrong) A + wrong E R.
//
// As long as nothing changes every discovery is a false alarm, R <= V, and E V < A follows: the budget is kept, though discoveries earn.
// Once things change, false alarms are the budget's and a share `wrong` of the discoveries at most. (1 - wrong would do for independent
// tests.)
//
// That chance "given the alarms before it" is where windows against one frozen reference differ from the papers' tests: a reference that is
// odd makes every window look odd, and the next alarm is likely where one has been. The bound E V <= A still stands where what is
// earned is up to twice as likely to end in a false alarm as its level says: that is what the second `wrong` is kept back for. And to stay
// below that twice,
// - a check earns for the others and never for itself;
// - only its first alarm against a reference is a discovery: the next ones say no more;
// - what is earned counts from the next row on: checks of the same rows have their luck in common.
// tests/simulation/earned_alarms_test.cpp measures it: LORD++ stays within the budget even for two checks that nearly copy each other;
// SAFFRON does not, for while a reference is odd its tests are candidates and pay nothing.
//
// LORD++'s gamma here is j^-1.6: of the paper's own, three quarters are left after 256 tests, which is half a year of daily windows.
//
// An e-detector takes part as a test that lasts a window: what it earned is put on the values of that window, over its own allowance. Its
// evidence is a supermartingale whatever is put on it, so that the bound above holds as it stands.
//
// Ramdas et al., NIPS 2017 (LORD++) and ICML 2018 (SAFFRON).

#include <cstdint>
#include <memory>
#include <vector>

#include "detectors/stats/online_testing.h"

namespace driftd::engine {

enum class Earning : std::uint8_t { none, lord, saffron };

class Discoveries {
 public:
  /// Among so many checks; wrong in (0, 1/2). With fewer than two nobody earns.
  Discoveries(Earning earning, double wrong, std::size_t checks);

  /// What is kept back of every allowance to pay for the false discoveries' earnings.
  double kept_back() const { return earned_.empty() ? 0 : 2 * wrong_; }
  /// What a check's next test has earned; 0 to 1.
  double level(std::size_t check) const { return earned_.empty() ? 0 : earned_[check]->level(); }
  /// That test was made: what it had earned is spent. A test without a p-value gives 1.
  void spend(double p_value);
  /// A check raised an alarm.
  void discovered(std::size_t check);
  /// A row later.
  void turn();
  /// A check has a new reference: its next alarm is a discovery again.
  void forget(std::size_t check);

  void save(detectors::StateWriter& state) const;
  void load(detectors::StateReader& state);

 private:
  double wrong_;
  std::vector<std::unique_ptr<detectors::OnlineTesting>> earned_;  // by check, all of one clock
  std::vector<std::uint8_t> found_;                                // by check: whether it has made its discovery
  std::vector<std::uint64_t> news_;                                // checks whose discovery counts from the next row on
};

/// The checks of one monitor among all that earn from one another: from `first` on, in the order of its rules. None: they do not earn.
struct Earners {
  Discoveries* discoveries = nullptr;
  std::size_t first = 0;
};

}  // namespace driftd::engine
