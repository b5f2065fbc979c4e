#pragma once

// A text as inputs: its words and pairs of neighbouring words, and its runs of a few characters (which also see spelling, disguises such as
// "v1agra", and languages without spaces), each hashed into one of a stated number of buckets, with a sign of another bit of its hash.
// Words as in detectors/text/tokens.h; small and capital ASCII letters are alike.
//
// An n-gram that came c times weighs 1 + ln c; words together and runs of characters together each have the same length (L2), and the
// text as a whole has length 1. All texts of a row share the buckets; the same n-gram of another feature has another place there. An empty
// or missing text switches on none.
//
// Weinberger et al.: Feature Hashing for Large Scale Multitask Learning, ICML 2009; Salton, Buckley: Term-Weighting Approaches in Automatic
// Text Retrieval, 1988. scikit-learn's HashingVectorizer hashes (MurmurHash3) and signs the same way; it weighs by plain counts.

#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace driftd::updaters {

struct TextEncoding {
  std::uint32_t buckets = 0;     // 0: there are no texts
  std::uint32_t characters = 0;  // in a run; 0: words only
  bool operator==(const TextEncoding&) const = default;
};

/// Gathers what the texts of one row switch on. Its buffers are kept from row to row.
class TextRow {
 public:
  void clear() { entries_.clear(); }
  /// `feature`: the text's place among the row's texts.
  void add(std::string_view text, std::size_t feature, const TextEncoding& encoding);
  /// Calls put(bucket, value) by increasing bucket.
  template <class Put>
  void take(Put put) {
    sort();
    for (std::size_t i = 0; i < entries_.size();) {
      double value = 0;
      const std::uint32_t bucket = entries_[i].first;
      for (; i < entries_.size() && entries_[i].first == bucket; ++i) value += entries_[i].second;
      put(bucket, value);
    }
  }

 private:
  void count_words(std::string_view text, std::uint64_t salt);
  void count_runs(std::string_view text, std::uint64_t salt, std::uint32_t characters);
  /// Turns the counted hashes into entries of length 1.
  void weigh(std::uint32_t buckets);
  void sort();

  std::vector<std::uint64_t> hashes_;
  std::vector<std::pair<std::uint32_t, double>> entries_;
};

}  // namespace driftd::updaters
