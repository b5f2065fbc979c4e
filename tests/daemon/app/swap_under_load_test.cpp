// A thousand swaps while clients ask over HTTP: no request fails, no answer is of two versions, and no client sees a version go back.

#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

#include "tests/daemon/app/serving_house.h"

namespace driftd::app {
namespace {

/// What one client has seen.
struct Seen {
  std::uint64_t requests = 0;
  std::uint64_t versions = 0;  // distinct ones, since they only go forward
  std::uint64_t went_back = 0;
  std::string problem;
};

Seen ask_until(const std::string& url, const std::atomic<bool>& over, std::size_t rows) {
  Seen seen;
  EchoClient client(url);
  std::uint64_t latest = 0;
  while (!over.load() && seen.problem.empty()) {
    const auto answer = client.ask(rows);
    ++seen.requests;
    seen.problem = answer.problem;
    seen.went_back += answer.version < latest ? 1 : 0;
    seen.versions += answer.version > latest ? 1 : 0;
    latest = std::max(latest, answer.version);
  }
  return seen;
}

TEST(SwapUnderLoad, AThousandSwapsCostNoRequestAndMixNoAnswer) {
  constexpr std::uint64_t kSwaps = 1000;
  ServingHouse house;
  house.serve(1);
  std::atomic<bool> over{false};
  std::vector<Seen> seen(4);
  {
    std::vector<std::jthread> clients;
    for (std::size_t i = 0; i < seen.size(); ++i)
      clients.emplace_back([&, i] { seen[i] = ask_until(house.url(), over, i % 2 == 0 ? 1 : 64); });
    EchoClient own(house.url());
    for (std::uint64_t version = 2; version <= kSwaps + 1; ++version) {
      house.serve(version, 10'000);
      const auto answer = own.ask(1);
      ASSERT_EQ(answer.problem, "");
      ASSERT_EQ(answer.version, version) << "once a swap is done the version before answers nobody";
    }
    over = true;
  }
  for (const Seen& client : seen) {
    EXPECT_EQ(client.problem, "");
    EXPECT_EQ(client.went_back, 0U);
    EXPECT_GT(client.versions, kSwaps / 10) << "hardly any swap was met in " << client.requests << " requests: this proves nothing";
  }
}

TEST(SwapUnderLoad, ACanaryAnswersItsIdsAndOneRequestHasOneAnswerer) {
  ServingHouse house;
  house.serve(1, 2, 0.25);
  EchoClient client(house.url());
  int canary = 0;
  for (int i = 0; i < 1000; ++i) {
    const std::string id = "order-" + std::to_string(i);
    const auto answer = client.ask(5, id);
    ASSERT_EQ(answer.problem, "");
    ASSERT_EQ(answer.answered_by, answer.version == 2 ? "canary" : "champion");
    canary += answer.version == 2 ? 1 : 0;
    if (i % 50 == 0) {
      EXPECT_EQ(client.ask(1, id).version, answer.version) << "an id has its model";
    }
  }
  EXPECT_NEAR(canary, 250, 70);
  EXPECT_EQ(client.ask(1).version, 1U) << "without an id";
  house.serve(2);
  EXPECT_EQ(client.ask(1, "order-1").version, 2U);
  EXPECT_EQ(client.ask(1, "order-1").answered_by, "");
}

}  // namespace
}  // namespace driftd::app
