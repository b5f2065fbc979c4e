#pragma once

// A text as a row of kBuckets numbers, so that tests on rows see what it speaks of and how: how often each of its n-grams came, by the
// bucket that the n-gram's hash falls into. Two n-grams may share a bucket; what they share is the same in reference and window.
//
//   first half   words, and pairs of neighbouring words
//   second half  runs of three characters, which also see endings, spelling, and languages without spaces
//
// Each half holds the roots of shares, sqrt(count / all), so that long texts weigh as much as short ones and frequent n-grams do not drown
// the others; the half of a text that has none is 0. Texts as in tokens.h, small and capital ASCII letters alike.
//
// Weinberger et al., "Feature hashing for large scale multitask learning", ICML 2009.

#include <cstddef>
#include <span>
#include <string_view>

namespace driftd::detectors {

class NGrams {
 public:
  static constexpr std::size_t kBuckets = 128;

  /// row.size() == kBuckets.
  static void count(std::string_view text, std::span<double> row);
};

}  // namespace driftd::detectors
