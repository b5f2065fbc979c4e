#include "detectors/text/ngrams.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "config/assertion.h"
#include "detectors/stats/seeded_random.h"
#include "detectors/text/tokens.h"

namespace driftd::detectors {

namespace {

constexpr std::size_t kHalf = NGrams::kBuckets / 2;

void count_words(std::string_view text, std::span<double> buckets) {
  std::uint64_t before = 0;
  for_each_word(text, [&](std::string_view word) {
    const std::uint64_t hash = hash_of(word);
    ++buckets[hash % kHalf];
    if (before != 0) ++buckets[mixed(before ^ mixed(hash)) % kHalf];
    before = hash;
  });
}

std::size_t next_character(std::string_view text, std::size_t at) {
  ++at;
  while (at < text.size() && continues_character(text[at])) ++at;
  return at;
}

void count_characters(std::string_view text, std::span<double> buckets) {
  std::size_t first = 0;
  std::size_t second = next_character(text, first);
  std::size_t third = second < text.size() ? next_character(text, second) : text.size();
  while (second < text.size() && third < text.size()) {
    const std::size_t end = next_character(text, third);
    ++buckets[hash_of(text.substr(first, end - first)) % kHalf];
    first = second;
    second = third;
    third = end;
  }
}

void to_roots_of_shares(std::span<double> buckets) {
  double all = 0;
  for (const double count : buckets) all += count;
  if (all == 0) return;
  for (double& bucket : buckets) bucket = std::sqrt(bucket / all);
}

}  // namespace

void NGrams::count(std::string_view text, std::span<double> row) {
  DRIFTD_ASSERT(row.size() == kBuckets);
  std::ranges::fill(row, 0);
  if (text.empty()) return;
  const auto words = row.first(kHalf);
  const auto characters = row.last(kHalf);
  count_words(text, words);
  count_characters(text, characters);
  to_roots_of_shares(words);
  to_roots_of_shares(characters);
}

}  // namespace driftd::detectors
