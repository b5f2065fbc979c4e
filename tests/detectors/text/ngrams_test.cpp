#include "detectors/text/ngrams.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace driftd::detectors {
namespace {

std::vector<double> row_of(std::string_view text) {
  std::vector<double> row(NGrams::kBuckets, -1);
  NGrams::count(text, row);
  return row;
}

double sum_of_squares(std::span<const double> values) {
  double sum = 0;
  for (const double value : values) sum += value * value;
  return sum;
}

TEST(NGrams, AreRootsOfSharesInEitherHalf) {
  const auto row = row_of("the cat and the hat");
  EXPECT_NEAR(sum_of_squares(std::span(row).first(NGrams::kBuckets / 2)), 1, 1e-12);
  EXPECT_NEAR(sum_of_squares(std::span(row).last(NGrams::kBuckets / 2)), 1, 1e-12);
}

TEST(NGrams, AreNoneOfAnEmptyTextAndNoCharactersOfAShortOne) {
  EXPECT_EQ(sum_of_squares(row_of("")), 0);
  const auto row = row_of("ab");
  EXPECT_NEAR(sum_of_squares(std::span(row).first(NGrams::kBuckets / 2)), 1, 1e-12);
  EXPECT_EQ(sum_of_squares(std::span(row).last(NGrams::kBuckets / 2)), 0);
}

TEST(NGrams, KnowTheOrderOfWordsAndNotTheirCase) {
  EXPECT_EQ(row_of("the cat"), row_of("THE Cat"));
  EXPECT_NE(row_of("man bites dog"), row_of("dog bites man"));
}

TEST(NGrams, OfCharactersGoByWholeCharacters) {
  const auto row = row_of("\xC3\xA4\xC3\xB6\xC3\xBC");  // three characters, six bytes: one run of three
  const auto characters = std::span(row).last(NGrams::kBuckets / 2);
  EXPECT_EQ(std::ranges::count(characters, 1.0), 1);
}

TEST(NGrams, TakeBytesThatAreNoUtf8) {
  EXPECT_TRUE(std::ranges::all_of(row_of("\x80\x80\xFF\xC3"), [](double value) { return std::isfinite(value); }));
}

}  // namespace
}  // namespace driftd::detectors
