#pragma once

// A Bloom filter of category codes: says for certain that a code was never put in, and with a small error that it was. A byte a code
// and six bits each: one code in 46 that was never put in is taken for known, whatever their number, up to kMostBytes; with twice as many
// codes as that it is one in five.
//
// Bloom, "Space/time trade-offs in hash coding with allowable errors", Communications of the ACM 13 (1970).

#include <cstddef>
#include <cstdint>
#include <vector>

#include "detectors/state.h"

namespace driftd::detectors {

class KnownCodes {
 public:
  static constexpr std::size_t kMostBytes = std::size_t{1} << 20U;

  KnownCodes() = default;
  /// Room for so many codes, as far as the bound lets it.
  explicit KnownCodes(std::size_t codes);

  void add(double code);
  bool may_have(double code) const;

  void save(StateWriter& state) const { state.put(words_); }
  void load(StateReader& state);

 private:
  std::vector<std::uint64_t> words_;  // as many as a power of two, or none
};

}  // namespace driftd::detectors
