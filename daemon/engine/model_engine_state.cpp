// How a model's engine is shown, written into a checkpoint, read back, and handed over to new settings.

#include <algorithm>
#include <utility>

#include "daemon/engine/model_engine.h"

namespace driftd::engine {
namespace {

constexpr std::string_view kPhaseNames[] = {"idle", "training", "judging", "waiting", "installing", "canary"};

void save_counts(const Counts& counts, detectors::StateWriter& state) {
  for (const auto value : {counts.predictions, counts.labels, counts.joined, counts.duplicate_predictions, counts.duplicate_labels,
                           counts.expired_predictions, counts.orphaned_labels}) {
    state.put(value);
  }
}

void load_counts(Counts& counts, detectors::StateReader& state) {
  for (auto* value : {&counts.predictions, &counts.labels, &counts.joined, &counts.duplicate_predictions, &counts.duplicate_labels,
                      &counts.expired_predictions, &counts.orphaned_labels}) {
    state.get(*value);
  }
}

template <std::size_t N>
void save_histogram(const Histogram<N>& histogram, detectors::StateWriter& state) {
  for (const auto count : histogram.counts) state.put(count);
  state.put(histogram.sum);
}

template <std::size_t N>
void load_histogram(Histogram<N>& histogram, detectors::StateReader& state) {
  for (auto& count : histogram.counts) state.get(count);
  state.get(histogram.sum);
}

}  // namespace

ModelStatus ModelEngine::status() const {
  ModelStatus status{.name = settings_.name,
                     .task = settings_.task,
                     .version = cycle_.champion(),
                     .previous_version = cycle_.previous(),
                     .canary_version = cycle_.canary(),
                     .canary_share = cycle_.canary_share(),
                     .phase = std::string(kPhaseNames[static_cast<std::size_t>(cycle_.phase())]),
                     .busy = cycle_.busy(),
                     .watch = cycle_.watch_text(),
                     .paused = paused_,
                     .counts = counts_,
                     .waiting_predictions = join_.waiting_predictions(),
                     .waiting_labels = join_.waiting_labels(),
                     .labelled_rows = samples_.end() - samples_.first(),
                     .signals = monitors_.signals(),
                     .scores = monitors_.scores(),
                     .segments = monitors_.segments(),
                     .label_delay = label_delay_,
                     .training_seconds = training_seconds_,
                     .updates = updates_,
                     .swaps = swaps_,
                     .rollbacks = rollbacks_,
                     .broken = monitors_.quality().causes(),
                     .ladder = {.attempt = policy_.ladder().attempt(),
                                .circuit = policy_.ladder().why_open(),
                                .rows_to_close = policy_.ladder().rows_to_close(samples_.end()),
                                .cpu_of_day = policy_.cpu_of_day(now_),
                                .cpu_per_day = std::chrono::duration<double>(settings_.update.budget.cpu_per_day).count(),
                                .cpu_seconds = cpu_seconds_},
                     .gate = {.alpha = settings_.update.gate.alpha,
                              .alpha_left = cycle_.spending().left(),
                              .alpha_next = cycle_.spending().next(),
                              .attempts = cycle_.spending().attempts()},
                     .blocked = paused_ ? "paused" : policy_.blocked(now_, samples_.end())};
  if (rival_.begun()) {
    status.signals.push_back({.detector = std::string(kStalenessDetector), .subject = "model", .signal = rival_.signal_of_staleness()});
    status.signals.push_back({.detector = std::string(kRivalDetector), .subject = "model", .signal = rival_.signal_of_lead()});
  }
  for (const auto& artefact : cycle_.quarantine())
    status.quarantine.push_back({.artefact_hash = artefact.artefact_hash, .version = artefact.version});
  for (const auto& signal : status.signals) status.level = std::max(status.level, signal.signal.level);
  if (policy_.ladder().open()) {
    status.signals.push_back(
        {.detector = std::string(kCircuitDetector), .subject = std::string(kCircuitSubject), .signal = circuit_signal()});
  }
  return status;
}

void ModelEngine::save(detectors::StateWriter& state) const {
  state.put(now_.time_since_epoch().count());
  state.put(heard_.has_value());
  state.put(heard_.value_or(Time{}).time_since_epoch().count());
  save_counts(counts_, state);
  state.put(static_cast<std::uint64_t>(class_names_.size()));
  for (const auto& [code, name] : class_names_) {
    state.put(code);
    state.put(std::string_view(name));
  }
  join_.save(state);
  samples_.save(state);
  monitors_.save(state);
  rival_.save(state);
  state.put(static_cast<std::uint64_t>(rival_classes_));
  state.put(newest_position_);
  state.put(line_since_);
  policy_.save(state);
  cycle_.save(state);
  state.put(paused_);
  state.put(signal_number_);
  not_begun_.save(state);
  not_wanted_.save(state);
  state.put(not_begun_number_);
  save_histogram(label_delay_, state);
  save_histogram(training_seconds_, state);
  state.put(static_cast<std::uint64_t>(updates_.size()));
  for (const auto& [key, count] : updates_) {
    state.put(std::string_view(key.first));
    state.put(std::string_view(key.second));
    state.put(count);
  }
  state.put(swaps_);
  state.put(rollbacks_);
  state.put(cpu_seconds_);
  state.put(circuit_told_);
}

void ModelEngine::load(detectors::StateReader& state) {
  now_ = Time(Duration(state.get<std::int64_t>()));
  const auto has_heard = state.get<bool>();
  const Time heard(Duration(state.get<std::int64_t>()));
  heard_ = has_heard ? std::optional(heard) : std::nullopt;
  load_counts(counts_, state);
  const auto names = state.get_count();
  for (std::uint64_t i = 0; i < names && !state.failed(); ++i) {
    const auto code = state.get<double>();
    state.get(class_names_[code]);
  }
  join_.load(state);
  samples_.load(state);
  monitors_.load(state);
  rival_.load(state);
  rival_classes_ = state.get<std::uint64_t>();
  state.get(newest_position_);
  state.get(line_since_);
  policy_.load(state);
  cycle_.load(state);
  state.get(paused_);
  state.get(signal_number_);
  not_begun_.load(state);
  not_wanted_.load(state);
  state.get(not_begun_number_);
  load_histogram(label_delay_, state);
  load_histogram(training_seconds_, state);
  const auto updates = state.get_count();
  for (std::uint64_t i = 0; i < updates && !state.failed(); ++i) {
    std::pair<std::string, std::string> key;
    state.get(key.first);
    state.get(key.second);
    state.get(updates_[key]);
  }
  state.get(swaps_);
  state.get(rollbacks_);
  state.get(cpu_seconds_);
  state.get(circuit_told_);
}

void ModelEngine::inherit(ModelEngine&& earlier) {
  now_ = earlier.now_;
  counts_ = earlier.counts_;
  signal_number_ = earlier.signal_number_;
  not_begun_number_ = earlier.not_begun_number_;
  label_delay_ = earlier.label_delay_;
  training_seconds_ = earlier.training_seconds_;
  updates_ = std::move(earlier.updates_);
  swaps_ = earlier.swaps_;
  rollbacks_ = earlier.rollbacks_;
  cpu_seconds_ = earlier.cpu_seconds_;
  policy_.take_over_experience(earlier.policy_);
  paused_ = earlier.paused_;
  if (earlier.settings_.schema() == settings_.schema()) {
    class_names_ = std::move(earlier.class_names_);
    join_.take_over(std::move(earlier.join_));
    samples_.take_over(earlier.samples_);
    cycle_.take_over(std::move(earlier.cycle_));
    newest_position_ = earlier.newest_position_;
  } else {
    cycle_.take_over_numbers(earlier.cycle_);
  }
}

}  // namespace driftd::engine
