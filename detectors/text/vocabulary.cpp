#include "detectors/text/vocabulary.h"

#include <algorithm>
#include <limits>
#include <vector>

#include "detectors/text/tokens.h"

namespace driftd::detectors {

void Vocabulary::learn(std::string_view text) {
  for_each_word(text, [this](std::string_view word) {
    if (words_.size() < kMostWords) words_.insert(hash_of(word));
  });
}

double Vocabulary::unknown_share(std::string_view text) const {
  double words = 0;
  double unknown = 0;
  for_each_word(text, [&](std::string_view word) {
    ++words;
    if (!words_.contains(hash_of(word))) ++unknown;
  });
  return words == 0 ? std::numeric_limits<double>::quiet_NaN() : unknown / words;
}

/// In order, so that the same words are the same bytes.
void Vocabulary::save(StateWriter& state) const {
  std::vector<std::uint64_t> words(words_.begin(), words_.end());
  std::ranges::sort(words);
  state.put(words);
}

void Vocabulary::load(StateReader& state) {
  std::vector<std::uint64_t> words;
  state.get(words);
  if (words.size() > kMostWords) {
    state.fail();
    words.clear();
  }
  words_ = {words.begin(), words.end()};
}

}  // namespace driftd::detectors
