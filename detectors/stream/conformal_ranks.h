#pragma once

// Conformal ranks: where a value stands among all that came before it, as a number in (0, 1).
//
//   u_n = (#{i <= n: x_i < x_n} + theta_n #{i <= n: x_i = x_n}) / n,     theta_n uniform on (0, 1)
//
// As long as the values are exchangeable (independent draws of one distribution, whichever it is, are), u_1, u_2, ... are independent and
// uniform: exactly, for any n, and without anything known of the distribution. What is bet against the u's therefore needs no estimate of a
// baseline, and carries no error of one: the uncertainty of a short reference lies in the ranks themselves. A bet may look at earlier u's,
// never at earlier values.
//
// Values are told apart by cells, which are cut from a training sample that is given before and does not count: one a value where there are
// few, else between its quantiles, and one below and one above them all. To coarsen is to look less sharply; the u's stay uniform.
//
// Vovk, Gammerman & Shafer, "Algorithmic learning in a random world", 2005; Vovk, "Testing randomness online", Statistical Science 2021.

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "detectors/state.h"
#include "detectors/stats/split_mix.h"

namespace driftd::detectors {

class ConformalRanks {
 public:
  static constexpr std::size_t kMostCells = 64;

  ConformalRanks() = default;
  /// At least one training value. `seed` is that of the thetas.
  ConformalRanks(std::span<const double> training, std::uint64_t seed);

  /// The rank of a usable value among all given before and itself.
  double rank(double value);

  /// Where the borders between the values of the training sample lie on the scale of u, by the sample; where it has one value only, the two
  /// borders of that.
  std::span<const double> borders() const;
  std::uint64_t count() const { return count_; }

  void save(StateWriter& state) const;
  void load(StateReader& state);

 private:
  std::vector<double> upper_;    // of all cells but the last, which has no end: a value belongs to the first cell that it does not exceed
  std::vector<double> borders_;  // one an upper
  std::vector<std::uint64_t> counts_;  // by cell
  std::uint64_t count_ = 0;
  SplitMix64 random_{0};
};

}  // namespace driftd::detectors
