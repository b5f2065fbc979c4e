#pragma once

// Whether a row was among the latest kRemembered, by 64 bits of the XXH3 hash of its values: two different rows are taken for one with a
// chance of about 2e-16 each. Bounded, and allocates only while it fills.

#include <boost/unordered/unordered_flat_map.hpp>
#include <cstdint>
#include <span>
#include <vector>

#include "detectors/state.h"

namespace driftd::detectors {

class RecentRows {
 public:
  static constexpr std::size_t kRemembered = 4096;

  RecentRows();
  /// Remembers the row; true where it was remembered already.
  bool add(std::span<const double> row);

  void save(StateWriter& state) const;
  void load(StateReader& state);

 private:
  bool add(std::uint64_t print);

  std::vector<std::uint64_t> prints_;  // a ring of the latest
  std::uint64_t rows_ = 0;
  boost::unordered_flat_map<std::uint64_t, std::uint64_t> newest_;  // of each print: the number of its latest row
};

}  // namespace driftd::detectors
