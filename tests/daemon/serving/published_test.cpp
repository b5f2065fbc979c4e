#include "daemon/serving/published.h"

#include <gtest/gtest.h>

#include <string>
#include <thread>

namespace driftd::serving {
namespace {

TEST(Published, IsNullBeforeTheFirst) {
  EXPECT_EQ(Published<int>().get(), nullptr);
}

TEST(Published, ShowsTheNewestToEveryThread) {
  Published<std::string> published;
  published.set(std::make_shared<const std::string>("one"));
  EXPECT_EQ(*published.get(), "one");
  std::jthread([&] {
    EXPECT_EQ(*published.get(), "one");
    published.set(std::make_shared<const std::string>("two"));
    EXPECT_EQ(*published.get(), "two");
  }).join();
  EXPECT_EQ(*published.get(), "two");
}

TEST(Published, KeepsWhatAThreadLooksAtUntilItLooksAgain) {
  Published<std::string> published;
  published.set(std::make_shared<const std::string>("one"));
  const std::string& seen = *published.get();
  std::jthread([&] { published.set(std::make_shared<const std::string>("two")); }).join();
  EXPECT_EQ(seen, "one");
  EXPECT_EQ(*published.get(), "two");
}

TEST(Published, IsKnownApartFromOthers) {
  Published<int> one;
  Published<int> two;
  one.set(std::make_shared<const int>(1));
  two.set(std::make_shared<const int>(2));
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(*one.get(), 1);
    EXPECT_EQ(*two.get(), 2);
  }
}

}  // namespace
}  // namespace driftd::serving
