#pragma once

// When a share is more than the reference and chance allow.
//
// Of n reference values k were bad, so that their true share p is at most u = the Clopper-Pearson bound, but for a probability alpha / 2.
// Of m values in a window x are bad. The share is too high where x is more than chance brings, but for a probability alpha / 2, at a true
// share of u + by:
//
//   x >= least x with P(Binomial(m, min(1, u + by)) >= x) <= alpha / 2
//
// So where the true share rose by at most `by` a false alarm has probability at most alpha, exactly, whatever n and m: the reference's own
// uncertainty is in it, small windows need a larger share (or cannot tell at all), and in the largest a rise below `by` is still no alarm.
// With `above` it is that share that is allowed, whatever the reference had.
//
// Guaranteed for independent values. Faults and fashions come in runs; `by` is what protects against these.
//
// Clopper and Pearson, "The use of confidence or fiducial limits illustrated in the case of the binomial", Biometrika 26 (1934).

#include <cstdint>
#include <string>

#include "config/declaration.h"
#include "detectors/quality/quality_check.h"

namespace driftd::detectors {

struct ShareParameters {
  double by = 0.05;
  double above = kNotApplicable;
  double alpha = 1e-6;
};

/// `bad` says which share is meant: "missing values". For parameters that have more than a share's, too.
template <class Parameters = ShareParameters>
config::Declaration<Parameters> share_declaration(const std::string& summary, const std::string& bad) {
  return config::Declaration<Parameters>(summary)
      .optional("by", static_cast<double Parameters::*>(&Parameters::by), config::number({.min = 0, .max = 1}),
                "how much the share of " + bad + " may rise above the reference's")
      .optional("above", static_cast<double Parameters::*>(&Parameters::above), config::number({.min = 0, .max = 1}),
                "the share that is allowed, whatever the reference's was, in place of \"by\"")
      .optional("alpha", static_cast<double Parameters::*>(&Parameters::alpha), config::number({.above = 0, .below = 0.5}),
                "probability of an alarm, each time that it is judged, where the share is within what is allowed");
}

/// Values and how many of them are bad.
struct Share {
  std::uint64_t values = 0;
  std::uint64_t bad = 0;

  double share() const { return values == 0 ? 0 : static_cast<double>(bad) / static_cast<double>(values); }
  void add(bool is_bad) {
    ++values;
    if (is_bad) ++bad;
  }
  void clear() { *this = {}; }
  void merge(const Share& other) {
    values += other.values;
    bad += other.bad;
  }
  void save(StateWriter& state) const;
  void load(StateReader& state);
  bool operator==(const Share&) const = default;
};

class ShareLimit {
 public:
  explicit ShareLimit(const ShareParameters& parameters) : parameters_(parameters) {}

  void learn(const Share& reference);
  bool learnt() const { return learnt_; }
  const Share& reference() const { return reference_; }
  /// The least number of bad values among so many that is too many; more than `values` where so few cannot tell.
  std::uint64_t least_bad(std::uint64_t values) const;
  /// statistic: the share; threshold: the least share that is too high (above 1: too few values to tell). Learning before learn().
  Signal judge(const Share& window) const;
  /// "92 % missing against 1 % in the reference", `what` being "missing".
  std::string text(const Share& window, const std::string& what) const;

  void save(StateWriter& state) const;
  void load(StateReader& state);

 private:
  ShareParameters parameters_;
  Share reference_;
  bool learnt_ = false;
  double allowed_ = 0;
  mutable std::uint64_t asked_ = 0;  // what least_bad() was asked last and said: panes are of one size
  mutable std::uint64_t said_ = 0;
};

/// A share for people: "92 %", "0.4 %".
std::string percent(double share);

}  // namespace driftd::detectors
