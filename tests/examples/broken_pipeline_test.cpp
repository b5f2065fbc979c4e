// A pipeline that breaks in the middle of a real stream: the model is called broken, not drifted; nothing is learnt from the fault; and
// things go on behind it.

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>

#include "config/json.h"
#include "config/missing_value.h"
#include "daemon/replay/replay.h"
#include "detectors/catalogue.h"
#include "tests/places.h"

namespace driftd::replay {
namespace {

using Change = std::function<void(std::vector<double>&)>;

constexpr std::uint64_t kFrom = 20'000;
constexpr std::uint64_t kTo = 21'500;
constexpr std::uint64_t kStillBroken = 750;  // rows: a window, less the last panes, in which a fault may be hidden by drift
constexpr std::size_t kPrice = 3;            // nswprice

bool is_of_quality(const engine::SignalRecord& record) {
  return detectors::quality_checks().find(record.detector) != nullptr;
}

struct Faulty {
  Report report;
  std::vector<std::string> causes;  // as they stood in the middle of the fault
  std::string blocked;
  bool broken_after_a_window = false;
  bool broken_at_the_end = false;

  std::vector<std::string> quality_signals() const {
    std::vector<std::string> texts;
    for (const auto& record : report.signals) {
      if (is_of_quality(record))
        texts.push_back(record.detector + " on " + record.subject + ": " + std::string(detectors::name_of(record.signal.level)));
    }
    return texts;
  }
  /// The row at which a check of the quality noticed.
  std::uint64_t noticed() const {
    const auto found = std::ranges::find_if(report.signals, is_of_quality);
    return found == report.signals.end() ? 0 : found->row;
  }
  std::size_t rival_told_between(std::uint64_t from, std::uint64_t to) const {
    return static_cast<std::size_t>(std::ranges::count_if(report.signals, [&](const auto& record) {
      return (record.detector == engine::kRivalDetector || record.detector == engine::kStalenessDetector) && record.row >= from &&
             record.row < to;
    }));
  }
  std::size_t updates_begun_between(std::uint64_t from, std::uint64_t to) const {
    return static_cast<std::size_t>(
        std::ranges::count_if(report.updates, [&](const auto& update) { return update.row >= from && update.row < to; }));
  }
};

class BrokenPipeline : public testing::Test {
 protected:
  void SetUp() override {
    if (!std::filesystem::exists(file)) GTEST_SKIP() << file << " is not there: the real streams are not part of the repository";
  }

  static Faulty run(const Change& change) {
    std::ifstream stream(tests::source_folder() / "config/examples/electricity.json");
    const auto json = config::Json::parse(stream);
    const auto models = engine::read_models(config::Json{{"models", json["models"]}}.dump());
    auto rows = streams::LabelledCsv::open(file, models->front().schema(), {});
    Replay replay(models->front(), {});
    Faulty result{.report = replay.report()};
    streams::LabelledRow row;
    while (*(*rows)->next(row)) {
      if (change && row.number >= kFrom && row.number < kTo) change(row.features);
      replay.row(row);
      if (row.number == kTo - 1) {
        result.causes = replay.status().broken;
        result.blocked = replay.status().blocked;
      }
      if (row.number == kTo + 1050) result.broken_after_a_window = !replay.status().broken.empty();
    }
    replay.finish();
    result.broken_at_the_end = !replay.status().broken.empty();
    result.report = replay.report();
    return result;
  }

  /// What holds of each fault, whatever it is.
  static void expect_broken(const Faulty& run, const std::string& check, const std::string& cause) {
    EXPECT_EQ(run.causes, std::vector<std::string>{cause});
    EXPECT_EQ(run.blocked, "the data are broken: " + cause);
    EXPECT_EQ(run.quality_signals(), (std::vector<std::string>{check + " on nswprice: drift", check + " on nswprice: stable"}))
        << "one record each, however long it lasts";
    EXPECT_LT(run.noticed(), kFrom + 200);
    EXPECT_EQ(run.updates_begun_between(run.noticed(), kTo + kStillBroken), 0U) << "no update is begun for a fault";
    EXPECT_EQ(run.rival_told_between(run.noticed(), kTo + kStillBroken), 0U) << "the rival learns nothing from a fault";
    EXPECT_FALSE(run.broken_after_a_window);
    EXPECT_FALSE(run.broken_at_the_end);
    EXPECT_GT(run.updates_begun_between(kTo + kStillBroken, 45'312), 0U) << "and later they are again";
  }

  static inline const std::filesystem::path file = tests::streams_folder() / "electricity.csv.gz";
};

TEST_F(BrokenPipeline, AHealthyStreamIsSilentThroughAllItsDrift) {
  const auto healthy = run({});
  EXPECT_TRUE(healthy.quality_signals().empty()) << healthy.quality_signals().front();
  EXPECT_TRUE(healthy.causes.empty());
}

TEST_F(BrokenPipeline, APriceThatIsMissing) {
  expect_broken(run([](auto& row) { row[kPrice] = config::missing_value(); }), "missing",
                "feature nswprice: 100 % missing against 0 % in the reference");
}

TEST_F(BrokenPipeline, APriceOfAWrongType) {
  expect_broken(run([](auto& row) { row[kPrice] = config::wrong_type_value(); }), "wrong_type",
                "feature nswprice: 100 % of a wrong type against 0 % in the reference");
}

TEST_F(BrokenPipeline, APriceInAnotherUnit) {
  expect_broken(run([](auto& row) { row[kPrice] *= 1000; }), "unit_change",
                "feature nswprice: its values are 1000 times those before: another unit");
}

TEST_F(BrokenPipeline, APriceThatIsFrozen) {
  const auto frozen = run([](auto& row) { row[kPrice] = 0.05; });
  ASSERT_EQ(frozen.causes.size(), 1U);
  EXPECT_TRUE(frozen.causes.front().starts_with("feature nswprice: the same value ")) << frozen.causes.front();
  expect_broken(frozen, "frozen", frozen.causes.front());
}

}  // namespace
}  // namespace driftd::replay
