#include "detectors/compare/category_table.h"

#include <gtest/gtest.h>

#include <limits>

namespace driftd::detectors {
namespace {

std::vector<std::uint32_t> rows_of(const CategoryReference& reference, const std::vector<double>& values) {
  std::vector<std::uint32_t> rows(values.size());
  reference.locate(values, rows);
  return rows;
}

std::vector<std::uint32_t> counts_of(const CategoryReference& reference) {
  return {reference.counts().begin(), reference.counts().end()};
}

TEST(CategoryReference, CountsEachCategory) {
  const CategoryReference reference(std::vector<double>{30, 10, 30, 20, 30, std::numeric_limits<double>::quiet_NaN()});
  EXPECT_EQ(reference.size(), 5U);
  EXPECT_EQ(reference.categories(), 3U);
  EXPECT_EQ(counts_of(reference), (std::vector<std::uint32_t>{1, 1, 3, 0}));
}

TEST(CategoryReference, SendsWhatItDoesNotKnowToOther) {
  const CategoryReference reference(std::vector<double>{30, 10, 20});
  EXPECT_EQ(rows_of(reference, {10, 20, 30, 25, 5, 99, std::numeric_limits<double>::quiet_NaN()}),
            (std::vector<std::uint32_t>{0, 1, 2, 3, 3, 3, 3}));
}

TEST(CategoryReference, HasOnlyOtherWhereItKnowsNothing) {
  const CategoryReference reference;
  EXPECT_EQ(reference.row_count(), 1U);
  EXPECT_EQ(counts_of(reference), (std::vector<std::uint32_t>{0}));
  EXPECT_EQ(rows_of(reference, {4}), (std::vector<std::uint32_t>{0}));
}

TEST(CategoryReference, KeepsTheMostFrequentAndTheSmallerCodesAmongEquals) {
  std::vector<double> sample;
  constexpr double kCodes = CategoryReference::kMostCategories + 10;
  for (double code = 0; code < kCodes; ++code) sample.push_back(code);
  for (int i = 0; i < 5; ++i) sample.push_back(kCodes - 1);
  const CategoryReference reference(sample);
  EXPECT_EQ(reference.categories(), CategoryReference::kMostCategories);
  EXPECT_EQ(reference.counts().back(), 10U);
  const auto other = static_cast<std::uint32_t>(reference.categories());
  EXPECT_EQ(rows_of(reference, {0, kCodes - 1, kCodes - 2, CategoryReference::kMostCategories - 2, CategoryReference::kMostCategories - 1}),
            (std::vector<std::uint32_t>{0, other - 1, other, other - 2, other}));
}

TEST(CategoryReference, ComesBackFromItsStateAndRefusesADamagedOne) {
  const CategoryReference original(std::vector<double>{5, 5, 7});
  StateWriter writer;
  original.save(writer);
  StateReader reader(writer.bytes());
  CategoryReference loaded;
  loaded.load(reader);
  EXPECT_FALSE(reader.failed());
  EXPECT_EQ(loaded.size(), 3U);
  EXPECT_EQ(counts_of(loaded), counts_of(original));

  StateWriter unsorted;
  unsorted.put(std::uint8_t{1});
  unsorted.put(std::vector<double>{7, 5});
  unsorted.put(std::vector<std::uint32_t>{1, 2, 0});
  for (const std::string_view bytes : {std::string_view(writer.bytes()).substr(0, 20), std::string_view(unsorted.bytes())}) {
    StateReader damaged(bytes);
    loaded.load(damaged);
    EXPECT_TRUE(damaged.failed());
    EXPECT_EQ(loaded.row_count(), 1U);
    EXPECT_EQ(counts_of(loaded).size(), 1U);
  }
}

}  // namespace
}  // namespace driftd::detectors
