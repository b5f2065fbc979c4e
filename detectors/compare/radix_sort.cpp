#include "detectors/compare/radix_sort.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "config/assertion.h"
#include "detectors/compare/ordered_bits.h"

namespace driftd::detectors {

namespace {

constexpr unsigned kDigitBits = 11;
constexpr unsigned kDigits = 6;
constexpr std::size_t kBuckets = std::size_t{1} << kDigitBits;
std::size_t digit_of(std::uint64_t key, unsigned digit) {
  return (key >> (digit * kDigitBits)) & (kBuckets - 1);
}

}  // namespace

std::span<const double> RadixSorter::sort(std::span<const double> values) {
  DRIFTD_ASSERT(values.size() <= std::numeric_limits<std::uint32_t>::max());
  counts_.assign(kDigits * kBuckets, 0);
  keys_.resize(values.size());
  std::size_t size = 0;
  for (const double value : values) {
    const std::uint64_t key = ordered_bits(value);
    keys_[size] = key;
    const auto counted = static_cast<std::uint32_t>(!std::isnan(value));
    size += counted;
    for (unsigned digit = 0; digit < kDigits; ++digit) counts_[digit * kBuckets + digit_of(key, digit)] += counted;
  }
  keys_.resize(size);
  spare_.resize(size);
  for (unsigned digit = 0; digit < kDigits && size > 0; ++digit) {
    const auto counts = std::span(counts_).subspan(digit * kBuckets, kBuckets);
    if (counts[digit_of(keys_.front(), digit)] == size) continue;
    std::uint32_t before = 0;
    for (std::uint32_t& count : counts) before += std::exchange(count, before);
    for (const std::uint64_t key : keys_) spare_[counts[digit_of(key, digit)]++] = key;
    keys_.swap(spare_);
  }
  sorted_.resize(size);
  std::ranges::transform(keys_, sorted_.begin(), from_ordered_bits);
  return sorted_;
}

}  // namespace driftd::detectors
