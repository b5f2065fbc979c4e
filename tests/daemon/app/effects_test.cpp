#include "daemon/app/effects.h"

#include <gtest/gtest.h>

#include <atomic>
#include <memory>

#include "tests/scratch_folder.h"

namespace driftd::app {
namespace {

using namespace std::chrono_literals;

class EffectsOfActions : public testing::Test {
 protected:
  EffectsOfActions() {
    for (const char* room : {"registry", "jobs", "published", "journal"}) std::filesystem::create_directories(folder_.path() / room);
    journal_ = std::move(*journal::Journal::open({.folder = folder_.path() / "journal"}));
    registry_ = std::make_unique<registry::Registry>(folder_.path() / "registry");
    history_ = std::make_unique<history::History>(folder_.path() / "history.sqlite3");
    publisher_ = std::make_unique<publishing::Publisher>(folder_.path() / "published",
                                                         [](const auto&...) { return std::unexpected(std::string("nobody is there")); });
    effects_ = std::make_unique<Effects>(
        Effects::Rooms{.journal = *journal_, .registry = *registry_, .history = *history_, .slots = slots_, .publisher = *publisher_},
        folder_.path() / "jobs", std::vector<std::string>{"false"}, std::chrono::hours(1));
  }
  ~EffectsOfActions() override { effects_->stop(); }

  tests::ScratchFolder folder_;
  std::unique_ptr<journal::Journal> journal_;
  std::unique_ptr<registry::Registry> registry_;
  std::unique_ptr<history::History> history_;
  serving::Slots slots_;
  std::unique_ptr<publishing::Publisher> publisher_;
  std::unique_ptr<Effects> effects_;
};

TEST_F(EffectsOfActions, AVersionThatIsToAnswerNoMoreDoesNotWaitBehindAComparison) {
  const auto slot = slots_.make("m");
  slot->swap({.champion = std::make_shared<const serving::ServedModel>(serving::ServedModel{.version = 7, .model = nullptr})});
  std::atomic<bool> taken_back_first{false};
  effects_->report_to([&](const engine::Event& event) {
    EXPECT_TRUE(std::holds_alternative<engine::Compared>(event.body));
    for (int i = 0; i < 1000 && slot->version() != 0; ++i) std::this_thread::sleep_for(10ms);  // a comparison that takes long
    taken_back_first = slot->version() == 0;
  });

  effects_->perform(std::vector<engine::Action>{{.model = "m", .body = engine::Compare{.job = 1, .champion_version = 7}},
                                                {.model = "m", .body = engine::Serve{.version = 0}}});

  EXPECT_TRUE(effects_->settle(20s));
  EXPECT_TRUE(taken_back_first);
}

TEST_F(EffectsOfActions, AreNotSettledWhileAComparisonGoesOn) {
  std::atomic<bool> let_go{false};
  effects_->report_to([&](const engine::Event&) {
    while (!let_go) std::this_thread::sleep_for(1ms);
  });

  effects_->perform(std::vector<engine::Action>{{.model = "m", .body = engine::Compare{.job = 1, .champion_version = 7}}});

  EXPECT_FALSE(effects_->settle(20ms));
  EXPECT_FALSE(effects_->settled());
  let_go = true;
  EXPECT_TRUE(effects_->settle(20s));
  EXPECT_TRUE(effects_->settled());
}

TEST_F(EffectsOfActions, CompareNothingForAJobThatWasDiscarded) {
  const auto slot = slots_.make("m");
  slot->swap({.champion = std::make_shared<const serving::ServedModel>(serving::ServedModel{.version = 7, .model = nullptr})});
  std::atomic<bool> let_go{false};
  std::atomic<int> reports{0};
  effects_->report_to([&](const engine::Event&) {
    ++reports;
    while (!let_go) std::this_thread::sleep_for(1ms);
  });
  effects_->perform(std::vector<engine::Action>{{.model = "m", .body = engine::Compare{.job = 1, .champion_version = 7}},
                                                {.model = "m", .body = engine::Compare{.job = 2, .champion_version = 7}}});
  while (reports == 0) std::this_thread::sleep_for(1ms);

  effects_->perform(
      std::vector<engine::Action>{{.model = "m", .body = engine::Discard{.job = 2}}, {.model = "m", .body = engine::Serve{.version = 0}}});
  while (slot->version() != 0) std::this_thread::sleep_for(1ms);  // so the discard before it is done, too
  let_go = true;

  EXPECT_TRUE(effects_->settle(20s));
  EXPECT_EQ(reports, 1);
}

TEST_F(EffectsOfActions, SayThatAVersionToCompareIsNotThere) {
  std::string failure;
  effects_->report_to([&](const engine::Event& event) { failure = std::get<engine::Compared>(event.body).failure; });

  effects_->perform(
      std::vector<engine::Action>{{.model = "m", .body = engine::Compare{.job = 1, .champion_version = 7, .challenger_version = 8}}});

  ASSERT_TRUE(effects_->settle(20s));
  EXPECT_NE(failure, "");
}

}  // namespace
}  // namespace driftd::app
