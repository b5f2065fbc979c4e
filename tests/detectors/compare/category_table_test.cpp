#include "detectors/compare/category_table.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <numeric>

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
  EXPECT_EQ(counts_of(reference), (std::vector<std::uint32_t>{1, 1, 3, 0, 0}));
}

TEST(CategoryReference, CallsNewWhatItNeverHad) {
  const CategoryReference reference(std::vector<double>{30, 10, 20});
  EXPECT_EQ(reference.new_row(), 4U);
  EXPECT_EQ(rows_of(reference, {10, 20, 30, 25, 5, 99}), (std::vector<std::uint32_t>{0, 1, 2, 4, 4, 4}));
}

TEST(CategoryReference, HasNoRowForACategoryWhereItKnowsNothing) {
  const CategoryReference reference;
  EXPECT_EQ(reference.row_count(), 2U);
  EXPECT_EQ(counts_of(reference), (std::vector<std::uint32_t>{0, 0}));
  EXPECT_EQ(rows_of(reference, {4}), (std::vector<std::uint32_t>{1}));
}

TEST(CategoryReference, TellsWhatCameAndWhatWent) {
  const CategoryReference reference(std::vector<double>{1, 1, 1, 2, 2, 3});
  const auto changes = reference.changes(std::vector<std::uint32_t>{5, 0, 0, 0, 4});
  EXPECT_EQ(changes.new_values, 4U);
  EXPECT_EQ(changes.vanished_categories, 2U);
  EXPECT_EQ(changes.vanished_values, 3U);
}

TEST(CategoryReference, HoldsAMillionCategoriesInBoundedMemoryAndStillKnowsNewFromRare) {
  constexpr std::size_t kCodes = 1'000'000;
  std::vector<double> sample(kCodes);
  std::iota(sample.begin(), sample.end(), 0.0);
  const CategoryReference reference(sample);
  EXPECT_EQ(reference.categories(), CategoryReference::kMostCategories);
  EXPECT_EQ(reference.counts()[reference.rare_row()], kCodes - CategoryReference::kMostCategories);
  StateWriter writer;
  reference.save(writer);
  EXPECT_LT(writer.bytes().size(), 1.1e6);

  const auto known = rows_of(reference, sample);
  EXPECT_EQ(std::ranges::count(known, reference.new_row()), 0);
  std::vector<double> unknown(100'000);
  std::iota(unknown.begin(), unknown.end(), 5e6);
  const auto mistaken = std::ranges::count(rows_of(reference, unknown), reference.rare_row());
  EXPECT_GT(mistaken, 0);
  EXPECT_LT(mistaken, 2800);  // 1 in 46 and what chance adds
}

TEST(CategoryReference, KeepsTheMostFrequentAndTheSmallerCodesAmongEquals) {
  std::vector<double> sample;
  constexpr double kCodes = CategoryReference::kMostCategories + 10;
  for (double code = 0; code < kCodes; ++code) sample.push_back(code);
  for (int i = 0; i < 5; ++i) sample.push_back(kCodes - 1);
  const CategoryReference reference(sample);
  EXPECT_EQ(reference.categories(), CategoryReference::kMostCategories);
  EXPECT_EQ(reference.counts()[reference.rare_row()], 10U);
  const auto other = static_cast<std::uint32_t>(reference.rare_row());
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
  unsorted.put(std::uint8_t{2});
  unsorted.put(std::vector<double>{7, 5});
  unsorted.put(std::vector<std::uint32_t>{1, 2, 0, 0});
  unsorted.put(std::vector<std::uint64_t>{});
  for (const std::string_view bytes : {std::string_view(writer.bytes()).substr(0, 20), std::string_view(unsorted.bytes())}) {
    StateReader damaged(bytes);
    loaded.load(damaged);
    EXPECT_TRUE(damaged.failed());
    EXPECT_EQ(loaded.row_count(), 2U);
    EXPECT_EQ(counts_of(loaded).size(), 2U);
  }
}

}  // namespace
}  // namespace driftd::detectors
