// An update that starts from another artefact: what is asked for, and on which rows it may stand.

#include <gtest/gtest.h>

#include "tests/daemon/engine/update_bench.h"

namespace driftd::engine {
namespace {

using namespace bench;

updaters::UpdatePlan starting_from(const updaters::SourceVersion& from, std::uint64_t to) {
  return {.cause = {.text = "adwin"},
          .strategy = {.strategy = "transfer",
                       .window = {.from = to - 200, .to = to},
                       .transfer = updaters::TransferOrder{.from = from, .freeze = {updaters::Freezable::hidden}},
                       .reason = "because"},
          .attempt = 1};
}

TEST(UpdateCycleTransfer, AsksForTheArtefactThatIsNamed) {
  Bench bench;
  bench.first_version();
  bench.add_samples(300, 1);
  bench.cycle.begin(starting_from({.model = "other"}, 500), bench.samples, 7, Time{}, bench.emit());
  const auto& train = *bench.last<Train>();
  EXPECT_EQ(train.strategy, "transfer");
  EXPECT_EQ(train.base_version, 0U) << "the champion is not continued";
  ASSERT_TRUE(train.transfer);
  EXPECT_EQ(train.transfer->from, updaters::SourceVersion{.model = "other"});
  EXPECT_EQ(train.transfer->freeze.size(), 1U);
}

TEST(UpdateCycleTransfer, NamesTheChampionByItsNumber) {
  Bench bench;
  bench.first_version();
  bench.second_version();
  bench.add_samples(300, 2);
  bench.cycle.begin(starting_from({}, 800), bench.samples, 7, Time{}, bench.emit());
  EXPECT_EQ(bench.last<Train>()->transfer->from.version, 2);
}

TEST(UpdateCycleTransfer, MakesAFirstVersionWithoutAGate) {
  Bench bench;
  bench.add_samples(300);
  bench.cycle.begin(starting_from({.model = "other", .version = 3}, 300), bench.samples, 7, Time{}, bench.emit());
  bench.trained();
  EXPECT_EQ(bench.installed(), Happened::promoted);
}

TEST(UpdateCycleTransfer, StandsOnNoRowThatAVersionLearntWhichWasRolledBack) {
  Bench bench;
  bench.first_version();
  bench.second_version();  // learnt until 500
  ASSERT_TRUE(bench.cycle.roll_back("ops", Time{}, bench.emit()));
  bench.add_samples(100, 1);
  for (const bool own : {true, false}) {
    bench.cycle.begin(starting_from({.model = own ? "" : "other", .version = 2}, 400), bench.samples, 7, Time{}, bench.emit());
    bench.trained();
    EXPECT_EQ(bench.last<Compare>()->rows.front().prediction, (own ? 500U : 400U) * 100 + 8);
    bench.compared(0, 60, bench.last<Compare>()->rows.size());
    ASSERT_EQ(bench.cycle.phase(), Phase::idle);
  }
}

TEST(UpdateCycleTransfer, SurvivesARestart) {
  Bench bench;
  bench.first_version();
  bench.add_samples(300, 1);
  bench.cycle.begin(starting_from({.model = "other", .version = 3}, 500), bench.samples, 7, Time{}, bench.emit());
  UpdateCycle restored = restarted(bench);
  const Train train = *bench.last<Train>();
  bench.emitted.clear();
  restored.resume(bench.samples, bench.emit());
  ASSERT_NE(bench.last<Train>(), nullptr);
  EXPECT_EQ(*bench.last<Train>(), train);
}

}  // namespace
}  // namespace driftd::engine
