#include "daemon/engine/ranked_lists.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace driftd::engine {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Not;
using ::testing::SizeIs;

using Closed = std::vector<std::vector<double>>;

/// Lists that close when three rows of others have come, and what closed.
struct ListsOfThree {
  ListsOfThree() : lists({.by = "user", .close_after = 3, .longest = 5}) {}
  void add(double group, double answer, double relevance) {
    lists.add(group, answer, relevance,
              [this](std::span<const double> relevances) { closed.emplace_back(relevances.begin(), relevances.end()); });
  }
  void add_others(int count) {
    for (int i = 0; i < count; ++i) add(1000 + static_cast<double>(others++), 0, 0);
  }
  RankedLists lists;
  Closed closed;
  int others = 0;
};

TEST(RankedLists, CloseWhenEnoughRowsOfOthersHaveCome) {
  ListsOfThree user;
  user.add(1, 0.5, 1);
  user.add_others(2);
  user.add(1, 0.7, 0);
  user.add_others(2);
  EXPECT_THAT(user.closed, Not(Contains(SizeIs(2)))) << "each row gives the list a new start";
  user.add_others(1);
  EXPECT_THAT(user.closed.back(), ElementsAre(0, 1));
}

TEST(RankedLists, AreOrderedByAnswerAndEqualOnesAsTheyCame) {
  ListsOfThree user;
  for (const auto& [answer, relevance] : {std::pair{1.0, 10.0}, {3.0, 30.0}, {3.0, 31.0}, {2.0, 20.0}}) user.add(1, answer, relevance);
  user.add_others(3);
  EXPECT_THAT(user.closed.front(), ElementsAre(30, 31, 20, 10));
}

TEST(RankedLists, AreAtTheirEndWhenTheyAreLongEnough) {
  ListsOfThree user;
  for (int i = 0; i < 7; ++i) user.add(1, -i, i);
  EXPECT_THAT(user.closed, ElementsAre(ElementsAre(0, 1, 2, 3, 4)));
  user.add_others(3);
  EXPECT_THAT(user.closed.back(), ElementsAre(5, 6)) << "what follows is another list";
}

TEST(RankedLists, PassOverWhatIsNoNumber) {
  ListsOfThree user;
  user.add(1, std::nan(""), 1);
  user.add(1, 1, INFINITY);
  EXPECT_EQ(user.lists.rows(), 0U);
  user.add(std::nan(""), 1, 1);
  user.add(std::nan(""), 2, 2);
  EXPECT_EQ(user.lists.open(), 1U) << "rows whose group is missing have that in common";
}

TEST(RankedLists, AreBoundedHoweverManyThereAre) {
  constexpr std::uint64_t kSeed = 5;
  std::mt19937_64 random(kSeed);
  RankedLists lists({.by = "user", .close_after = 50, .longest = 100});
  std::size_t closed_rows = 0;
  for (int i = 0; i < 20'000; ++i) {
    lists.add(static_cast<double>(random() % 1000), 0, 1, [&](std::span<const double> relevances) { closed_rows += relevances.size(); });
    ASSERT_LE(lists.open(), 50U);
    ASSERT_EQ(closed_rows + lists.rows(), static_cast<std::size_t>(i) + 1) << "each row is of one list";
  }
}

TEST(RankedLists, GoOnFromTheirState) {
  constexpr std::uint64_t kSeed = 6;
  std::mt19937_64 random(kSeed);
  ListsOfThree user;
  const auto feed = [](ListsOfThree& lists, std::mt19937_64& source, int rows) {
    for (int i = 0; i < rows; ++i)
      lists.add(static_cast<double>(source() % 4), static_cast<double>(source() % 100), static_cast<double>(source() % 5));
  };
  feed(user, random, 777);
  detectors::StateWriter state;
  user.lists.save(state);
  ListsOfThree restored;
  detectors::StateReader reader(state.bytes());
  restored.lists.load(reader);
  ASSERT_TRUE(!reader.failed() && reader.at_end());
  user.closed.clear();
  auto same_random = random;
  feed(user, random, 300);
  feed(restored, same_random, 300);
  EXPECT_FALSE(user.closed.empty());
  EXPECT_EQ(user.closed, restored.closed);
}

TEST(RankedLists, RefuseAStateThatIsNone) {
  ListsOfThree user;
  user.add(1, 2, 3);
  user.add(2, 2, 3);
  detectors::StateWriter state;
  user.lists.save(state);
  for (std::size_t size = 0; size < state.bytes().size(); ++size) {
    ListsOfThree restored;
    detectors::StateReader reader(std::string_view(state.bytes()).substr(0, size));
    restored.lists.load(reader);
    EXPECT_TRUE(reader.failed()) << size;
    restored.add(1, 1, 1);  // and goes on as if new
  }
}

}  // namespace
}  // namespace driftd::engine
