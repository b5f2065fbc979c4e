#pragma once

// The words that the reference's texts are made of, and how much of another text is made of others: its out-of-vocabulary rate, the share
// of its words that the reference never had. New products, other languages and broken encodings raise it.
//
// Words are kept as hashes, at most kMostWords of them; those that come behind that stay unknown. A text whose words taught the vocabulary
// knows them all: rates to compare with are those of texts that did not.

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <unordered_set>

#include "detectors/state.h"

namespace driftd::detectors {

class Vocabulary {
 public:
  static constexpr std::size_t kMostWords = 50'000;

  void learn(std::string_view text);
  void clear() { words_.clear(); }
  std::size_t size() const { return words_.size(); }
  /// From 0 to 1; NaN where the text has no words.
  double unknown_share(std::string_view text) const;

  void save(StateWriter& state) const;
  void load(StateReader& state);

 private:
  std::unordered_set<std::uint64_t> words_;
};

}  // namespace driftd::detectors
