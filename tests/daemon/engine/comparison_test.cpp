#include "daemon/engine/comparison.h"

#include <gmock/gmock.h>

#include <cmath>
#include <map>

#include "daemon/engine/event_codec.h"

namespace driftd::engine {
namespace {

using testing::DoubleNear;
using testing::ElementsAre;
using testing::Pointwise;
using updaters::LossKind;

/// Rows as the journal would hold them.
class KeptRows final : public Rows {
 public:
  Sample add(std::vector<double> features, double label, const std::string& category) {
    BatchWriter batch;
    std::string categories;
    CategoryTexts::append(categories, category);
    batch.begin(BatchKind::predictions, "m", Time{});
    batch.add(Prediction{.id = std::to_string(kept_.size()), .features = features, .categories = categories});
    const auto bytes = batch.bytes();
    const auto head = decode_head(bytes);
    const auto event = bytes.subspan(head->size);
    kept_.emplace_back(reinterpret_cast<const char*>(event.data()), event.size());
    return {.prediction = kept_.size(), .label = label};
  }
  std::span<const std::byte> at(Position position) const override {
    if (position == 0 || position > kept_.size()) return {};
    return std::as_bytes(std::span(kept_[position - 1]));
  }

 private:
  std::vector<std::string> kept_;
};

/// Says that class 1 comes with the probability that stands in the first column, give or take a bias.
class Biased final : public updaters::Model {
 public:
  Biased(config::ModelSchema schema, double bias, bool tells = true) : schema_(std::move(schema)), bias_(bias), tells_(tells) {}
  const config::ModelSchema& schema() const override { return schema_; }
  std::span<const updaters::ClassName> classes() const override { return {}; }
  void predict(const updaters::RowsView& rows, updaters::Answers& answers) const override {
    answers.values.clear();
    answers.probabilities.clear();
    for (std::size_t i = 0; i < rows.values.size(); i += schema_.features.size()) {
      const double p = rows.values[i] + bias_;
      answers.values.push_back(schema_.task == config::Task::regression ? p : p >= 0.5 ? 1 : 0);
      if (tells_ && schema_.task != config::Task::regression) answers.probabilities.push_back(p);
    }
  }
  std::string write() const override { return ""; }

 private:
  config::ModelSchema schema_;
  double bias_;
  bool tells_;
};

ModelSettings settings(config::Task task = config::Task::binary) {
  return {.name = "m",
          .task = task,
          .features = {{.name = "x", .type = config::FeatureType::numeric}, {.name = "country", .type = config::FeatureType::categorical}}};
}

struct Table {
  KeptRows rows;
  Compare compare{.job = 3, .look = 2};
  Table() {
    for (const auto& [x, label, country] :
         std::vector<std::tuple<double, double, std::string>>{{0.9, 1, "DE"}, {0.45, 0, "FR"}, {0.6, 0, "DE"}}) {
      compare.rows.push_back(rows.add({x, config::category_code(country)}, label, country));
    }
  }
};

TEST(Comparison, HoldsRightAndWrongAgainstEachOtherRowByRow) {
  Table table;
  table.compare.rows.push_back({.prediction = 77, .label = 1});  // the journal has let go of it
  const auto under = settings();
  const auto compared = compare_models(table.rows, table.compare, under, Biased(under.schema(), 0), Biased(under.schema(), 0.1));
  EXPECT_EQ(compared.job, 3U);
  EXPECT_EQ(compared.look, 2U);
  EXPECT_EQ(compared.loss, LossKind::zero_one);
  EXPECT_THAT(compared.champion, ElementsAre(0, 0, 1));
  EXPECT_THAT(compared.challenger, ElementsAre(0, 1, 1));
  EXPECT_EQ(compared.guards, updaters::GuardInputs{}) << "they were not asked";
}

TEST(Comparison, TakesProperScoresWhereBothGiveProbabilities) {
  const Table table;
  auto under = settings();
  const Biased champion(under.schema(), 0);
  under.update.gate.loss = updaters::GateLoss::log;
  const auto logs = compare_models(table.rows, table.compare, under, champion, Biased(under.schema(), 0.1));
  EXPECT_EQ(logs.loss, LossKind::log);
  EXPECT_THAT(logs.champion, Pointwise(DoubleNear(1e-12), {-std::log(0.9), -std::log(0.55), -std::log(0.4)}));
  EXPECT_THAT(logs.challenger[1], DoubleNear(-std::log(0.45), 1e-12));
  under.update.gate.loss = updaters::GateLoss::brier;
  const auto squares = compare_models(table.rows, table.compare, under, champion, champion);
  EXPECT_THAT(squares.champion, Pointwise(DoubleNear(1e-12), {0.01, 0.2025, 0.36}));
  const auto without = compare_models(table.rows, table.compare, under, champion, Biased(under.schema(), 0, false));
  EXPECT_EQ(without.loss, LossKind::zero_one);
}

TEST(Comparison, OfNumbersTakesSquaredErrors) {
  const Table table;
  const auto under = settings(config::Task::regression);
  const auto compared = compare_models(table.rows, table.compare, under, Biased(under.schema(), 0), Biased(under.schema(), 0.1));
  EXPECT_EQ(compared.loss, LossKind::squared);
  EXPECT_THAT(compared.champion, Pointwise(DoubleNear(1e-12), {0.01, 0.2025, 0.36}));
}

TEST(Comparison, TellsTheGuardsWhatTheyAskFor) {
  Table table;
  table.compare.guards = true;
  table.compare.before = {table.compare.rows[2]};
  auto under = settings();
  under.segments = {{.feature = "country"}};
  under.update.gate.guards = {
      .segments = updaters::SegmentGuard{}, .replay = updaters::ReplayGuard{}, .calibration = updaters::CalibrationGuard{}};
  const auto guards = compare_models(table.rows, table.compare, under, Biased(under.schema(), 0), Biased(under.schema(), -0.2)).guards;
  ASSERT_EQ(guards.segment_of.size(), 3U);
  EXPECT_EQ(guards.segments[guards.segment_of[0]], "country=DE");
  EXPECT_EQ(guards.segments[guards.segment_of[1]], "country=FR");
  EXPECT_EQ(guards.segment_of[2], guards.segment_of[0]);
  EXPECT_THAT(guards.replay_champion, ElementsAre(1));
  EXPECT_THAT(guards.replay_challenger, ElementsAre(0));
  ASSERT_TRUE(guards.calibration_error.has_value());
  EXPECT_GT(guards.calibration_error->champion, 0);
}

}  // namespace
}  // namespace driftd::engine
