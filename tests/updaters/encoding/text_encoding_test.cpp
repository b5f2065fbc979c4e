#include "updaters/encoding/text_encoding.h"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <string>

namespace driftd::updaters {
namespace {

using Entries = std::map<std::uint32_t, double>;

constexpr TextEncoding kWords{.buckets = 1U << 20U, .characters = 0};
constexpr TextEncoding kBoth{.buckets = 1U << 20U, .characters = 3};

Entries read(const std::vector<std::string>& texts, const TextEncoding& encoding) {
  TextRow row;
  for (std::size_t i = 0; i < texts.size(); ++i) row.add(texts[i], i, encoding);
  Entries entries;
  row.take([&](std::uint32_t bucket, double value) {
    EXPECT_LT(bucket, encoding.buckets);
    EXPECT_TRUE(entries.empty() || entries.rbegin()->first < bucket) << "by increasing bucket";
    entries[bucket] = value;
  });
  return entries;
}

double length(const Entries& entries) {
  double squares = 0;
  for (const auto& [bucket, value] : entries) squares += value * value;
  return std::sqrt(squares);
}

double product(const Entries& a, const Entries& b) {
  double sum = 0;
  for (const auto& [bucket, value] : a) {
    if (b.contains(bucket)) sum += value * b.at(bucket);
  }
  return sum;
}

TEST(TextEncoding, SwitchesOnWordsAndPairsOfNeighbours) {
  EXPECT_EQ(read({"one two three"}, kWords).size(), 5U);
  EXPECT_EQ(read({"one"}, kWords).size(), 1U);
  EXPECT_EQ(product(read({"one"}, kWords), read({"two"}, kWords)), 0);
  EXPECT_NEAR(product(read({"one two"}, kWords), read({"two one"}, kWords)), 2.0 / 3, 1e-12)
      << "the words are the same, their order is not";
}

TEST(TextEncoding, AddsRunsOfCharacters) {
  EXPECT_EQ(read({"abcde"}, kBoth).size(), 1U + 3U);
  EXPECT_GT(product(read({"viagra"}, kBoth), read({"v1agra"}, kBoth)), 0.1);
  EXPECT_EQ(product(read({"viagra"}, kWords), read({"v1agra"}, kWords)), 0);
  EXPECT_EQ(read({"ab"}, kBoth).size(), 1U) << "too short for a run";
  EXPECT_EQ(read({"\xC3\xA4\xC3\xB6\xC3\xBC!"}, kBoth).size(), 1U + 2U) << "runs of whole characters: auml ouml uuml, ouml uuml !";
}

TEST(TextEncoding, GivesEveryTextTheLengthOne) {
  std::string repeated;
  for (int i = 0; i < 300; ++i) repeated += "buy now " + std::to_string(i % 7) + " ";
  for (const char* text : {"one", "one two three", repeated.c_str(), "!!!!!!!", "a"})
    EXPECT_NEAR(length(read({text}, kBoth)), 1, 1e-9) << text;
}

TEST(TextEncoding, WeighsRepetitionByItsLogarithm) {
  const Entries once = read({"spam"}, kWords);
  const Entries entries = read({"spam, spam, spam, ham"}, kWords);
  // spam 3 times, ham once; pairs spam-spam twice, spam-ham once.
  const double spam = 1 + std::log(3.0);
  const double pair = 1 + std::log(2.0);
  EXPECT_NEAR(product(once, entries), spam / std::sqrt(spam * spam + 1 + pair * pair + 1), 1e-12);
}

TEST(TextEncoding, TakesSmallAndCapitalLettersForTheSame) {
  EXPECT_EQ(read({"Buy NOW"}, kBoth), read({"buy now"}, kBoth));
}

TEST(TextEncoding, SwitchesOnNothingForAnEmptyText) {
  EXPECT_TRUE(read({""}, kBoth).empty());
  EXPECT_TRUE(read({"", ""}, kBoth).empty());
}

TEST(TextEncoding, TellsTheSameWordsOfTwoFeaturesApart) {
  EXPECT_EQ(product(read({"free money", ""}, kWords), read({"", "free money"}, kWords)), 0);
}

TEST(TextEncoding, MeetsInFewBucketsWithoutLosingLength) {
  const TextEncoding few{.buckets = 16, .characters = 3};
  const Entries entries = read({"the quick brown fox jumps over the lazy dog"}, few);
  EXPECT_LE(entries.size(), 16U);
  EXPECT_NEAR(length(entries), 1, 0.6);
}

TEST(TextEncoding, ReadsWhateverBytesCome) {
  for (const std::string& text : {std::string(16 << 10, '\xFF'), std::string("\x80\x80\x80", 3), std::string(5, '\0')}) {
    for (const auto& [bucket, value] : read({text}, kBoth)) EXPECT_TRUE(std::isfinite(value));
  }
}

}  // namespace
}  // namespace driftd::updaters
