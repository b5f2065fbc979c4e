#include "detectors/compare/known_codes.h"

#include <algorithm>
#include <bit>

#include "detectors/stats/split_mix.h"

namespace driftd::detectors {

namespace {

constexpr int kBitsACode = 6;
constexpr std::size_t kWordBits = 64;

/// Calls visit(word, mask) for each of a code's bits.
template <class Visit>
void for_each_bit(double code, std::size_t words, Visit visit) {
  const std::uint64_t first = mixed(std::bit_cast<std::uint64_t>(code + 0.0));  // + 0.0: one zero only
  const std::uint64_t step = mixed(first) | 1U;
  for (int i = 0; i < kBitsACode; ++i) {
    const std::uint64_t bit = (first + static_cast<std::uint64_t>(i) * step) & (words * kWordBits - 1);
    visit(bit / kWordBits, std::uint64_t{1} << (bit % kWordBits));
  }
}

}  // namespace

KnownCodes::KnownCodes(std::size_t codes) : words_(std::bit_ceil(std::clamp<std::size_t>(codes, 8, kMostBytes)) / sizeof(std::uint64_t)) {}

void KnownCodes::add(double code) {
  for_each_bit(code, words_.size(), [this](std::size_t word, std::uint64_t mask) { words_[word] |= mask; });
}

bool KnownCodes::may_have(double code) const {
  if (words_.empty()) return false;
  bool all = true;
  for_each_bit(code, words_.size(), [&](std::size_t word, std::uint64_t mask) { all = all && (words_[word] & mask) != 0; });
  return all;
}

void KnownCodes::load(StateReader& state) {
  state.get(words_);
  if (words_.empty() || (std::has_single_bit(words_.size()) && words_.size() <= kMostBytes / sizeof(std::uint64_t))) return;
  state.fail();
  words_.clear();
}

}  // namespace driftd::detectors
