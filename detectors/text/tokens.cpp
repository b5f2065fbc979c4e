#include "detectors/text/tokens.h"

#include <xxhash.h>

#include <algorithm>
#include <array>

namespace driftd::detectors {

namespace {

char small(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

}  // namespace

std::size_t character_count(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(text, [](char c) { return !continues_character(c); }));
}

std::uint64_t hash_of(std::string_view text) {
  std::array<char, 64> part{};
  std::uint64_t hash = 0;
  do {  // words are short: mostly one round
    const std::size_t size = std::min(text.size(), part.size());
    std::transform(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(size), part.begin(), small);
    hash = XXH3_64bits_withSeed(part.data(), size, hash);
    text.remove_prefix(size);
  } while (!text.empty());
  return hash;
}

}  // namespace driftd::detectors
