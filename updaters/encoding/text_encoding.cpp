#include "updaters/encoding/text_encoding.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "detectors/stats/seeded_random.h"
#include "detectors/text/tokens.h"
#include "updaters/encoding/category_encoding.h"

namespace driftd::updaters {
namespace {

using detectors::mixed;

std::size_t next_character(std::string_view text, std::size_t at) {
  ++at;
  while (at < text.size() && detectors::continues_character(text[at])) ++at;
  return at;
}

}  // namespace

void TextRow::count_words(std::string_view text, std::uint64_t salt) {
  hashes_.clear();
  std::uint64_t before = 0;
  detectors::for_each_word(text, [&](std::string_view word) {
    const std::uint64_t hash = detectors::hash_of(word);
    hashes_.push_back(mixed(hash ^ salt));
    if (before != 0) hashes_.push_back(mixed(mixed(before ^ mixed(hash)) ^ salt));
    before = hash;
  });
}

void TextRow::count_runs(std::string_view text, std::uint64_t salt, std::uint32_t characters) {
  hashes_.clear();
  std::size_t end = 0;
  for (std::uint32_t i = 0; i < characters; ++i) {
    if (end >= text.size()) return;
    end = next_character(text, end);
  }
  for (std::size_t begin = 0;; begin = next_character(text, begin), end = next_character(text, end)) {
    hashes_.push_back(mixed(detectors::hash_of(text.substr(begin, end - begin)) ^ salt));
    if (end >= text.size()) return;
  }
}

void TextRow::weigh(std::uint32_t buckets) {
  std::ranges::sort(hashes_);
  const std::size_t first = entries_.size();
  double squares = 0;
  for (std::size_t i = 0; i < hashes_.size();) {
    const std::size_t begin = i;
    while (i < hashes_.size() && hashes_[i] == hashes_[begin]) ++i;
    const double weight = 1 + std::log(static_cast<double>(i - begin));
    const Bucket bucket = bucket_of(hashes_[begin], buckets);
    entries_.emplace_back(bucket.place, bucket.sign * weight);
    squares += weight * weight;
  }
  for (std::size_t i = first; i < entries_.size(); ++i) entries_[i].second /= std::sqrt(squares);
}

void TextRow::add(std::string_view text, std::size_t feature, const TextEncoding& encoding) {
  const std::size_t first = entries_.size();
  count_words(text, mixed(2 * feature));
  weigh(encoding.buckets);
  const std::size_t middle = entries_.size();
  if (encoding.characters > 0) {
    count_runs(text, mixed(2 * feature + 1), encoding.characters);
    weigh(encoding.buckets);
  }
  if (middle == first || middle == entries_.size()) return;
  for (std::size_t i = first; i < entries_.size(); ++i) entries_[i].second /= std::numbers::sqrt2;
}

void TextRow::sort() {
  std::ranges::sort(entries_);
}

}  // namespace driftd::updaters
