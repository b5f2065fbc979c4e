#pragma once

// What a text is made of, by rules that need no dictionary and no locale.
//
// A character is a UTF-8 code point: a byte that does not continue one (10xxxxxx) begins one. Bytes that are no UTF-8 count all the same.
// A word is a longest run of ASCII letters, ASCII digits and bytes from 0x80 on; ASCII letters are taken as small ones. So "Don't stop,
// Zoe" is don, t, stop, zoe, and every letter beyond ASCII belongs to its word. (So does punctuation beyond ASCII, and a language that
// writes without spaces has sentences for words: there the characters' n-grams tell more.)

#include <cstdint>
#include <string_view>
#include <utility>

namespace driftd::detectors {

std::size_t character_count(std::string_view text);

/// A hash of a text as if its ASCII letters were small: XXH3.
std::uint64_t hash_of(std::string_view text);

constexpr bool continues_character(char c) {
  return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
}

constexpr bool is_in_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || static_cast<unsigned char>(c) >= 0x80U;
}

/// Calls take(word) for each word, as it stands in the text.
template <class Take>
void for_each_word(std::string_view text, Take take) {
  for (std::size_t i = 0; i < text.size();) {
    if (!is_in_word(text[i])) {
      ++i;
      continue;
    }
    std::size_t end = i;
    while (end < text.size() && is_in_word(text[end])) ++end;
    take(text.substr(i, end - i));
    i = end;
  }
}

}  // namespace driftd::detectors
