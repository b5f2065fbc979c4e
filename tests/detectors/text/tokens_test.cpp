#include "detectors/text/tokens.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace driftd::detectors {
namespace {

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  for_each_word(text, [&](std::string_view word) { words.emplace_back(word); });
  return words;
}

TEST(Tokens, AreRunsOfLettersDigitsAndBytesBeyondAscii) {
  EXPECT_EQ(words_of("Don't stop,  Zo\xC3\xAB: 3.5kg!"), (std::vector<std::string>{"Don", "t", "stop", "Zo\xC3\xAB", "3", "5kg"}));
  EXPECT_TRUE(words_of("").empty());
  EXPECT_TRUE(words_of(" .,;-\t\n").empty());
}

TEST(Tokens, CountCharactersAndNotBytes) {
  EXPECT_EQ(character_count("Zo\xC3\xAB"), 3U);
  EXPECT_EQ(character_count("\xF0\x9F\x98\x80!"), 2U);
  EXPECT_EQ(character_count(""), 0U);
  EXPECT_EQ(character_count("\xFF\xFE"), 2U) << "no UTF-8, but two bytes that begin something";
}

TEST(Tokens, HashAlikeWhateverTheCaseOfAsciiLetters) {
  EXPECT_EQ(hash_of("Hello"), hash_of("hELLO"));
  EXPECT_NE(hash_of("hello"), hash_of("hallo"));
  const std::string lengthy(200, 'x');
  EXPECT_EQ(hash_of(lengthy), hash_of(std::string(200, 'X')));
  EXPECT_NE(hash_of(lengthy), hash_of(lengthy + "x"));
}

}  // namespace
}  // namespace driftd::detectors
