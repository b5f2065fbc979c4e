#include "daemon/engine/online_rival.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "updaters/catalogue.h"
#include "updaters/models/linear/link.h"
#include "updaters/models/linear/one_pass_learner.h"
#include "updaters/models/targets.h"

namespace driftd::engine {
namespace {

using config::Task;
using updaters::GeneralizedLinear;

constexpr std::size_t kFewestRows = 100;
constexpr std::size_t kMostWeights = 1U << 18U;
constexpr int kPasses = 3;                    // over the first rows, so that what is learnt later is news
constexpr std::uint64_t kSnapshotEvery = 50;  // labels, at first
constexpr double kMeansInScale = 8;           // a squared error beyond so many mean ones counts as that

updaters::EncoderSettings small_encoder() {
  return {.cardinality = 64, .category_buckets = 1024, .text_buckets = 1 << 15, .text_characters = 0};
}

}  // namespace

config::Declaration<RivalSettings> rival_declaration() {
  return config::Declaration<RivalSettings>("a linear model beside the champion that learns from every label")
      .optional("watch", &RivalSettings::watch, config::boolean(), "whether there is one")
      .optional("margin", &RivalSettings::margin, config::number({.min = 0, .max = 1}),
                "what going on must save against standing still to count: of classes half a Brier score, of numbers a share of the mean "
                "squared error")
      .optional("lead", &RivalSettings::lead, config::number({.min = 0, .max = 1}),
                "and what it must save against the champion to be published")
      .optional("rows", &RivalSettings::rows, config::integer({.min = 100, .max = 100'000}), "labelled rows that it begins with")
      .optional("once_in", &RivalSettings::once_in, config::integer({.min = 100, .max = 1'000'000'000}),
                "labelled rows in which one false alarm at most is to be expected")
      .optional("optimizer", &RivalSettings::optimizer, config::choice(updaters::optimizers(), "kind"),
                "how it learns; left out: normalized, and adagrad where there are texts");
}

OnlineRival::OnlineRival(RivalSettings settings, config::ModelSchema schema)
    : settings_(std::move(settings)), schema_(std::move(schema)), staleness_(settings_.once_in), lead_(settings_.once_in) {}

void OnlineRival::end() {
  learner_.reset();
  still_ = nullptr;
  snapshots_.clear();
  every_ = kSnapshotEvery;
  since_snapshot_ = 0;
  error_sum_ = 0;
  errors_ = 0;
  reset_alarms();
}

void OnlineRival::begin(const updaters::Dataset& rows, Position newest) {
  end();
  if (!settings_.watch || rows.size() < kFewestRows) return;
  auto encoder = updaters::Encoder::learn(schema_.features, rows, small_encoder());
  if ((encoder.inputs() + 1) * std::max<std::size_t>(rows.classes.size(), 1) > kMostWeights) return;
  learner_.emplace(updaters::untrained(updaters::link_of(schema_.task), schema_, std::move(encoder), rows.classes,
                                       updaters::learn_label_scale(schema_.task, rows.labels)),
                   optimizer());
  const auto texts = rows.text_views();
  for (int pass = 0; pass < kPasses; ++pass) learner_->learn({rows.values, texts}, rows.labels, means_);
  take_snapshot(newest);
  version_changed(false);
}

void OnlineRival::version_changed(bool its_own) {
  staleness_.reset();
  if (!its_own) reset_lead();
  if (!begun()) return;
  still_ = snapshots_.empty() ? nullptr : snapshots_.back().model;
}

void OnlineRival::reset_lead() {
  lead_.reset();
  lead_sums_ = {};
}

void OnlineRival::reset_alarms() {
  staleness_.reset();
  reset_lead();
  stale_now_ = false;
  ahead_now_ = false;
}

void OnlineRival::take_snapshot(Position newest) {
  since_snapshot_ = 0;
  auto taken = snapshot();
  if (taken == nullptr) return;
  snapshots_.push_back({.newest = newest, .model = std::move(taken)});
  if (snapshots_.size() <= kMostSnapshots) return;
  // Labels come so late that more are under way than can be kept: every second goes.
  std::deque<Snapshot> kept;
  for (std::size_t i = snapshots_.size() % 2 == 0 ? 1 : 0; i < snapshots_.size(); i += 2) kept.push_back(std::move(snapshots_[i]));
  snapshots_ = std::move(kept);
  every_ *= 2;
}

std::shared_ptr<const GeneralizedLinear> OnlineRival::snapshot() const {
  if (!begun()) return nullptr;
  auto taken = learner_->snapshot();
  return taken ? *taken : nullptr;
}

/// The newest that was taken before the row came, or none. Older ones are needed no more.
const GeneralizedLinear* OnlineRival::model_before(Position position) {
  while (snapshots_.size() > 1 && snapshots_[1].newest < position) snapshots_.pop_front();
  return snapshots_.empty() || snapshots_.front().newest >= position ? nullptr : snapshots_.front().model.get();
}

AnswerLoss OnlineRival::loss_of_model(const GeneralizedLinear& model, const RivalRow& row) {
  model.predict(row.row, answers_);
  return loss_of(model, answers_, row.label);
}

/// What the rival saved on a row beyond the margin, in [-1, 1].
double OnlineRival::gain(double standing, double rival, double margin) const {
  if (schema_.task != Task::regression) return standing - rival - margin;
  const double scale = errors_ == 0 ? 0 : kMeansInScale * error_sum_ / static_cast<double>(errors_);
  return scale > 0 ? (standing - rival) / scale - margin / kMeansInScale : 0;
}

void OnlineRival::hold_against_champion(double champion, double rival) {
  ahead_now_ = lead_.add(gain(champion, rival, settings_.lead));
  if (lead_.since() == 0) {
    lead_sums_ = {};
  } else {
    lead_sums_.champion += champion;
    lead_sums_.rival += rival;
  }
}

updaters::Verdict OnlineRival::verdict() const {
  const double rows = std::max<double>(1, static_cast<double>(lead_.since()));
  const double allowed = 1 / static_cast<double>(settings_.once_in);
  return {.decision = lead_.raised() ? updaters::Decision::promote : updaters::Decision::inconclusive,
          .test = updaters::GateTest::sequential,
          .rows = lead_.since(),
          .champion_loss = lead_sums_.champion / rows,
          .challenger_loss = lead_sums_.rival / rows,
          .p_better = std::min(1.0, allowed / std::max(lead_.evidence(), allowed)),
          .alpha = allowed};
}

config::Chosen<updaters::OptimizerPointer> OnlineRival::optimizer() const {
  if (settings_.optimizer) return settings_.optimizer;
  return updaters::one_pass_optimizer(schema_.features);
}

void OnlineRival::add(const RivalRow& row) {
  stale_now_ = false;
  ahead_now_ = false;
  if (!begun()) return;
  if (const auto* model = model_before(row.position); model != nullptr && still_ != nullptr) {
    const AnswerLoss rival = loss_of_model(*model, row);
    const AnswerLoss still = loss_of_model(*still_, row);
    stale_now_ = staleness_.add(gain(still.proper.value_or(still.plain), rival.proper.value_or(rival.plain), settings_.margin));
    if (!std::isnan(row.answer)) {
      const AnswerLoss champion = loss_of(schema_.task, row.answer, row.scores, row.label);
      hold_against_champion(champion.proper.value_or(champion.plain), champion.proper ? *rival.proper : rival.plain);
    }
    if (std::isfinite(still.plain)) {
      error_sum_ += still.plain;
      ++errors_;
    }
  }
  learner_->learn(row.row, {&row.label, 1}, means_);
  if (++since_snapshot_ >= every_) take_snapshot(row.newest);
}

detectors::Signal OnlineRival::signal_of(const GainEvidence& evidence, double margin) const {
  const double unit = schema_.task == Task::regression ? kMeansInScale : 1;
  return {.level = evidence.raised() ? detectors::Level::drift : detectors::Level::stable,
          .statistic = evidence.since() == 0 ? 0 : unit * evidence.mean() + margin,
          .threshold = margin,
          .window = evidence.since(),
          .since_change = evidence.since()};
}

void OnlineRival::save(detectors::StateWriter& state) const {
  const auto now = snapshot();
  const bool whole = now != nullptr && still_ != nullptr;
  state.put(whole);
  if (!whole) return;
  state.put(std::string_view(now->write()));
  state.put(std::string_view(still_->write()));
  state.put(static_cast<std::uint64_t>(snapshots_.size()));
  for (const auto& taken : snapshots_) {
    state.put(taken.newest);
    state.put(std::string_view(taken.model->write()));
  }
  state.put(every_);
  state.put(since_snapshot_);
  state.put(error_sum_);
  state.put(errors_);
  state.put(lead_sums_.champion);
  state.put(lead_sums_.rival);
  staleness_.save(state);
  lead_.save(state);
}

void OnlineRival::load(detectors::StateReader& state) {
  end();
  if (!state.get<bool>()) return;
  const auto read = [&]() -> std::shared_ptr<const GeneralizedLinear> {
    std::string text;
    state.get(text);
    if (state.failed()) return nullptr;
    const auto model = updaters::read_model(text);
    auto linear = model ? std::dynamic_pointer_cast<const GeneralizedLinear>(*model) : nullptr;
    if (linear == nullptr || linear->schema() != schema_) state.fail();
    return state.failed() ? nullptr : linear;
  };
  const auto now = read();
  still_ = read();
  const auto count = state.get_count();
  for (std::uint64_t i = 0; i < count && !state.failed(); ++i) {
    const auto newest = state.get<Position>();
    snapshots_.push_back({.newest = newest, .model = read()});
  }
  state.get(every_);
  state.get(since_snapshot_);
  state.get(error_sum_);
  state.get(errors_);
  state.get(lead_sums_.champion);
  state.get(lead_sums_.rival);
  staleness_.load(state);
  lead_.load(state);
  if (state.failed() || every_ == 0 || !(error_sum_ >= 0) || !std::isfinite(error_sum_)) return state.fail();
  learner_.emplace(now->parts(), optimizer());
}

}  // namespace driftd::engine
