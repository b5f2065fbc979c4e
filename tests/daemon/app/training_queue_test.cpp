#include "daemon/app/training_queue.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <semaphore>

namespace driftd::app {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;

const config::Time kNow(std::chrono::hours(24 * 10'000));

/// A queue whose trainings end when they are told to.
class Workshop {
 public:
  explicit Workshop(const TrainingSettings& settings = {})
      : queue([this](const Training& training, const std::atomic<bool>& cancelled) { return train(training, cancelled); },
              [this](const std::string& model, engine::EventBody body) { told(model, std::move(body)); },
              [this] { return config::Time(kNow + config::Duration(passed.load())); }) {
    queue.configure(settings);
  }
  ~Workshop() {
    finishing.store(true);
    queue.stop();
  }
  Workshop(const Workshop&) = delete;
  Workshop& operator=(const Workshop&) = delete;

  void add(const std::string& model, std::uint64_t job = 1) { queue.add({.model = model, .train = {.job = job}}); }
  void add_remote(const std::string& model, std::uint64_t job = 1) { queue.add({.model = model, .train = {.job = job}, .remote = true}); }
  /// Lets one of the running trainings end; it used so much.
  void end_one() { may_end.release(); }
  /// Waits until so many have begun.
  std::vector<std::string> begun(std::size_t many) {
    std::unique_lock lock(mutex);
    changed.wait_for(lock, 20s, [&] { return order.size() >= many; });
    return order;
  }
  std::size_t ended(std::size_t many) {
    std::unique_lock lock(mutex);
    changed.wait_for(lock, 20s, [&] { return ends.size() >= many; });
    return ends.size();
  }

  std::atomic<std::int64_t> passed{0};  // microseconds
  std::atomic<double> cost{10};         // seconds of each
  std::atomic<bool> finishing{false};
  std::counting_semaphore<1000> may_end{0};
  std::mutex mutex;
  std::condition_variable changed;
  std::vector<std::string> order;
  std::vector<std::string> began_told;
  std::vector<engine::TrainingEnded> ends;
  std::size_t cancellations = 0;
  TrainingQueue queue;  // the last: its threads use the others

 private:
  engine::TrainingEnded train(const Training& training, const std::atomic<bool>& cancelled) {
    {
      const std::lock_guard lock(mutex);
      order.push_back(training.model);
    }
    changed.notify_all();
    while (!may_end.try_acquire_for(1ms)) {
      if (finishing.load()) break;
      if (!cancelled.load()) continue;
      const std::lock_guard lock(mutex);
      ++cancellations;
      break;
    }
    return {.job = training.train.job, .succeeded = !cancelled.load(), .cpu_seconds = cost.load()};
  }
  void told(const std::string& model, engine::EventBody body) {
    {
      const std::lock_guard lock(mutex);
      if (std::holds_alternative<engine::TrainingBegan>(body)) began_told.push_back(model);
      if (const auto* ended = std::get_if<engine::TrainingEnded>(&body)) ends.push_back(*ended);
    }
    changed.notify_all();
  }
};

TEST(TrainingQueue, WhoUsedLeastGoesFirst) {
  Workshop shop;
  shop.queue.used_before("glutton", 500);
  shop.queue.used_before("eater", 50);
  shop.add("first");
  shop.begun(1);
  shop.add("glutton");
  shop.add("eater");
  shop.add("faster");
  for (std::size_t i = 1; i <= 3; ++i) {
    shop.end_one();
    shop.begun(i + 1);
  }
  EXPECT_THAT(shop.begun(4), ElementsAre("first", "faster", "eater", "glutton"));
}

TEST(TrainingQueue, AModelThatTrainsMuchDoesNotKeepOthersWaiting) {
  Workshop shop;
  shop.add("busy", 1);
  shop.begun(1);
  shop.add("busy", 2);
  shop.add("busy", 3);
  shop.add("rare", 1);
  shop.end_one();
  EXPECT_THAT(shop.begun(2), ElementsAre("busy", "rare"));
}

TEST(TrainingQueue, EqualsGoInTheOrderOfTheirComing) {
  Workshop shop;
  shop.add("a");
  shop.begun(1);
  for (const char* model : {"d", "b", "c"}) shop.add(model);
  for (std::size_t i = 1; i <= 3; ++i) {
    shop.end_one();
    shop.begun(i + 1);
  }
  EXPECT_THAT(shop.begun(4), ElementsAre("a", "d", "b", "c"));
}

TEST(TrainingQueue, RunsAsManyAtOnceAsAllowedAndOneOfAModel) {
  Workshop shop({.processes = 2, .cpu_per_day = 24h});
  shop.add("a", 1);
  shop.begun(1);
  shop.add("a", 2);
  shop.add("b", 1);
  shop.add("c", 1);
  EXPECT_THAT(shop.begun(2), ElementsAre("a", "b"));
  EXPECT_EQ(shop.queue.running(), 2U);
  EXPECT_EQ(shop.queue.waiting(), 2U);
}

TEST(TrainingQueue, WhatIsDoneElsewhereTakesNobodysPlace) {
  Workshop shop({.processes = 1, .cpu_per_day = 24h});
  shop.add_remote("airflow", 1);
  shop.add_remote("argo", 1);
  shop.begun(2);
  shop.add("here", 1);
  shop.begun(3);
  EXPECT_EQ(shop.queue.running(), 3U);
  shop.add("there", 1);
  shop.add_remote("airflow", 2);
  EXPECT_EQ(shop.queue.waiting(), 2U) << "one process, and one training of a model";
}

TEST(TrainingQueue, WhatIsDoneElsewhereWaitsForNoBudget) {
  Workshop shop({.processes = 1, .cpu_per_day = 15s});
  shop.queue.used_before("glutton", 20);
  shop.add_remote("airflow");
  EXPECT_THAT(shop.begun(1), ElementsAre("airflow"));
}

TEST(TrainingQueue, WhatIsDoneElsewhereIsCancelledAndStoppedAsAnyOther) {
  Workshop shop;
  shop.add_remote("airflow", 3);
  shop.begun(1);
  shop.queue.discard("airflow", 3);
  ASSERT_EQ(shop.ended(1), 1U);
  EXPECT_EQ(shop.cancellations, 1U);
  shop.add_remote("airflow", 4);
  shop.begun(2);
  shop.queue.stop();
  EXPECT_EQ(shop.ends.size(), 1U);
}

TEST(TrainingQueue, TellsThatATrainingBeganAndHowItEnded) {
  Workshop shop;
  shop.add("a", 7);
  shop.begun(1);
  EXPECT_THAT(shop.began_told, ElementsAre("a"));
  shop.end_one();
  ASSERT_EQ(shop.ended(1), 1U);
  EXPECT_EQ(shop.ends[0].job, 7U);
}

TEST(TrainingQueue, WhatIsDiscardedWhileItWaitsNeverBegins) {
  Workshop shop;
  shop.add("a");
  shop.begun(1);
  shop.add("b");
  shop.add("c");
  shop.queue.discard("b", 1);
  shop.end_one();
  EXPECT_THAT(shop.begun(2), ElementsAre("a", "c"));
}

TEST(TrainingQueue, WhatIsDiscardedWhileItRunsIsCancelledAndItsTimeIsTold) {
  Workshop shop;
  shop.add("a", 3);
  shop.begun(1);
  shop.queue.discard("a", 3);
  ASSERT_EQ(shop.ended(1), 1U);
  EXPECT_EQ(shop.cancellations, 1U);
  EXPECT_EQ(shop.ends[0].cpu_seconds, 10);
}

TEST(TrainingQueue, AskedForTwiceIsDoneOnce) {
  Workshop shop;
  shop.add("a");
  shop.begun(1);
  shop.add("b", 5);
  shop.add("b", 5);
  EXPECT_EQ(shop.queue.waiting(), 1U);
}

TEST(TrainingQueue, WaitsWhereTheDaysBudgetIsSpent) {
  Workshop shop({.processes = 1, .cpu_per_day = 15s});
  shop.add("a");
  shop.begun(1);
  shop.end_one();
  shop.ended(1);
  shop.add("b");
  shop.begun(2);
  shop.end_one();
  shop.ended(2);
  shop.add("c");
  std::this_thread::sleep_for(30ms);
  EXPECT_EQ(shop.queue.waiting(), 1U) << "20 s of 15 s are used";
  shop.passed.store(config::Duration(25h).count());
  shop.queue.configure({.processes = 1, .cpu_per_day = 15s});  // a look at the clock
  EXPECT_THAT(shop.begun(3), ElementsAre("a", "b", "c"));
}

TEST(TrainingQueue, TellsNothingOfWhatItStopped) {
  Workshop shop;
  shop.add("a");
  shop.begun(1);
  shop.queue.stop();
  EXPECT_TRUE(shop.ends.empty()) << "it will be asked for again";
}

}  // namespace
}  // namespace driftd::app
