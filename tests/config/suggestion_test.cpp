#include "config/suggestion.h"

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <vector>

namespace driftd::config {
namespace {

struct Pair {
  std::string a;
  std::string b;
  std::size_t distance;
};

TEST(EditDistance, CountsInsertionsDeletionsSubstitutionsAndSwaps) {
  const std::array pairs{Pair{"", "", 0},           Pair{"same", "same", 0},      Pair{"", "abc", 3},
                         Pair{"abc", "abxc", 1},    Pair{"abcd", "abd", 1},       Pair{"cat", "cut", 1},
                         Pair{"adwin", "adiwn", 1}, Pair{"kitten", "sitting", 3}, Pair{"ca", "abc", 3}};
  for (const auto& [a, b, distance] : pairs) {
    EXPECT_EQ(edit_distance(a, b), distance) << a << " to " << b;
    EXPECT_EQ(edit_distance(b, a), distance) << b << " to " << a;
  }
}

const std::vector<std::string> kWords{"window", "reference", "ks"};

TEST(Nearest, FindsWhatWasMeant) {
  EXPECT_EQ(nearest("widnow", kWords), "window");
  EXPECT_EQ(nearest("refrence", kWords), "reference");
  EXPECT_EQ(nearest("k", kWords), "ks");
}

TEST(Nearest, PrefersTheCloserOfTwo) {
  EXPECT_EQ(nearest("alpha1", std::vector<std::string>{"alpha22", "alpha2"}), "alpha2");
}

TEST(Nearest, SaysNothingWhereNothingIsNear) {
  EXPECT_EQ(nearest("temperature", kWords), std::nullopt);
  EXPECT_EQ(nearest("window", {}), std::nullopt);
}

TEST(Nearest, LooksAtNoWordThatIsTooLong) {
  EXPECT_EQ(nearest(std::string(65, 'a'), std::vector<std::string>{std::string(65, 'a')}), std::nullopt);
}

TEST(DidYouMean, NamesTheNearestElseAll) {
  EXPECT_EQ(did_you_mean("windw", kWords), " (did you mean \"window\"?)");
  EXPECT_EQ(did_you_mean("temperature", kWords), " (one of: window, reference, ks)");
}

}  // namespace
}  // namespace driftd::config
