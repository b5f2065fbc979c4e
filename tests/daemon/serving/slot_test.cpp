#include "daemon/serving/slot.h"

#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "daemon/serving/slots.h"

namespace driftd::serving {
namespace {

/// A model that answers every row with its version, so that a mix of two would show.
class Echo : public updaters::Model {
 public:
  explicit Echo(std::uint64_t version) : version_(version) {}
  const config::ModelSchema& schema() const override { return schema_; }
  std::span<const updaters::ClassName> classes() const override { return {}; }
  void predict(const updaters::RowsView& rows, updaters::Answers& answers) const override {
    answers.values.assign(rows.values.size(), static_cast<double>(version_));
  }
  std::string write() const override { return ""; }

 private:
  std::uint64_t version_;
  config::ModelSchema schema_{.task = config::Task::regression, .features = {{.name = "x"}}};
};

ServedModelPointer served(std::uint64_t version) {
  return std::make_shared<const ServedModel>(ServedModel{.version = version, .model = std::make_shared<Echo>(version)});
}

double answer_of(const ServedModel& model) {
  updaters::Answers answers;
  const double row = 0;
  model.model->predict(std::span(&row, 1), answers);
  return answers.values.at(0);
}

TEST(Slot, IsEmptyAtFirst) {
  const Slot slot;
  EXPECT_EQ(slot.version(), 0U);
  EXPECT_EQ(slot.current(), nullptr);
}

TEST(Slot, ServesWhatWasSwappedIn) {
  Slot slot;
  slot.swap(served(3));
  EXPECT_EQ(slot.version(), 3U);
  ASSERT_NE(slot.current(), nullptr);
  EXPECT_EQ(slot.current()->version, 3U);
  slot.swap(served(4));
  EXPECT_EQ(slot.current()->version, 4U);
  EXPECT_EQ(slot.version(), 4U);
}

TEST(Slot, GoesBackToAnOlderVersion) {
  Slot slot;
  slot.swap(served(4));
  slot.swap(served(3));
  EXPECT_EQ(slot.current()->version, 3U);
  EXPECT_EQ(slot.version(), 3U);
}

TEST(Slot, ServesNothingOnceEmptied) {
  Slot slot;
  slot.swap(served(3));
  ASSERT_NE(slot.current(), nullptr);
  slot.swap(nullptr);
  EXPECT_EQ(slot.version(), 0U);
  EXPECT_EQ(slot.current(), nullptr);
}

TEST(Slot, LetsTheOldModelGoOnceTheThreadHasMovedOn) {
  Slot slot;
  auto old = served(1);
  const std::weak_ptr<const ServedModel> watch = old;
  slot.swap(std::move(old));
  (void)slot.current();
  slot.swap(served(2));
  EXPECT_FALSE(watch.expired());  // this thread still has its snapshot
  (void)slot.current();
  EXPECT_TRUE(watch.expired());
}

TEST(Slot, ShowsChampionAndCanaryAsOne) {
  Slot slot;
  slot.swap({.champion = served(1), .canary = served(2), .share = 0.5});
  EXPECT_EQ(slot.version(), 1U) << "the champion's";
  EXPECT_EQ(slot.current()->version, 1U);
  EXPECT_EQ(slot.line_up().canary->version, 2U);
  slot.swap(served(2));
  EXPECT_EQ(slot.current()->version, 2U);
  EXPECT_EQ(slot.line_up().canary, nullptr);
}

TEST(LineUp, ChoosesById) {
  const LineUp line_up{.champion = served(1), .canary = served(2), .share = 0.5};
  int canary = 0;
  for (int i = 0; i < 1000; ++i) {
    const std::string id = "r" + std::to_string(i);
    const auto version = line_up.for_id(id)->version;
    EXPECT_EQ(line_up.for_id(id)->version, version);
    canary += version == 2 ? 1 : 0;
  }
  EXPECT_NEAR(canary, 500, 80);
  EXPECT_EQ(line_up.for_id("")->version, 1U) << "what has no id is the champion's";
}

TEST(LineUp, WithoutACanaryIsTheChampionAlone) {
  const LineUp line_up{.champion = served(1), .canary = {}, .share = 0.5};
  for (int i = 0; i < 100; ++i) EXPECT_EQ(line_up.for_id(std::to_string(i))->version, 1U);
  EXPECT_EQ(LineUp{}.for_id("a"), nullptr);
}

TEST(LineUp, FindsWhoHasAVersion) {
  const LineUp line_up{.champion = served(1), .canary = served(2), .share = 0.5};
  EXPECT_EQ(line_up.of_version(1), line_up.champion);
  EXPECT_EQ(line_up.of_version(2), line_up.canary);
  EXPECT_EQ(line_up.of_version(3), nullptr);
  EXPECT_EQ(LineUp{}.of_version(1), nullptr);
}

TEST(Slot, DoesNotAnswerForAnotherSlot) {
  Slot one;
  Slot two;
  one.swap(served(1));
  two.swap(served(2));
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(one.current()->version, 1U);
    EXPECT_EQ(two.current()->version, 2U);
  }
}

TEST(Slot, DoesNotInheritFromOneThatStoodAtItsPlace) {
  for (std::uint64_t version = 1; version < 5; ++version) {
    const auto slot = std::make_unique<Slot>();
    EXPECT_EQ(slot->current(), nullptr);
    slot->swap(served(version));
    EXPECT_EQ(slot->current()->version, version);
  }
}

TEST(Slot, ShowsReadersVersionsInOrderAndWhole) {
  Slot slot;
  slot.swap(served(1));
  constexpr std::uint64_t kSwaps = 3000;
  std::atomic<int> went_back{0};
  std::atomic<int> mixed{0};
  std::atomic<int> ready{0};
  std::vector<std::jthread> readers;
  for (int i = 0; i < 4; ++i) {
    readers.emplace_back([&] {
      ready.fetch_add(1);
      for (std::uint64_t seen = 0; seen < kSwaps;) {
        const ServedModelPointer& model = slot.current();
        went_back += model->version < seen ? 1 : 0;
        mixed += answer_of(*model) == static_cast<double>(model->version) ? 0 : 1;
        seen = model->version;
      }
    });
  }
  while (ready.load() < 4) std::this_thread::yield();
  for (std::uint64_t version = 2; version <= kSwaps; ++version) slot.swap(served(version));
  readers.clear();
  EXPECT_EQ(went_back.load(), 0);
  EXPECT_EQ(mixed.load(), 0);
}

TEST(Slots, AreFoundByName) {
  Slots slots;
  EXPECT_EQ(slots.find("fraud"), nullptr);
  const auto made = slots.make("fraud");
  ASSERT_NE(made, nullptr);
  EXPECT_EQ(slots.find("fraud"), made);
  EXPECT_EQ(slots.find("price"), nullptr);
}

TEST(Slots, KeepASlotThatIsMadeAgain) {
  Slots slots;
  const auto made = slots.make("fraud");
  made->swap(served(5));
  EXPECT_EQ(slots.make("fraud")->version(), 5U);
}

}  // namespace
}  // namespace driftd::serving
