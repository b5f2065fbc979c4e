#include "daemon/engine/judging.h"

#include <algorithm>

namespace driftd::engine {

using updaters::Decision;

void Judging::begin(std::uint64_t from, std::uint64_t change, std::uint64_t learnt_from, const updaters::ReplayedRows& replayed,
                    double alpha, const Samples& samples) {
  const updaters::GateSettings settings = settings_;
  *this = Judging(settings);
  alpha_ = alpha;
  replayed_ = replayed;
  stands_from_ = from_ = until_ = from;
  if (settings_.mode == updaters::GateMode::shadow) go_live(samples);
  if (!settings_.guards.replay) return;
  before_to_ = change == 0 ? learnt_from : std::min(change, from);
  before_from_ = before_to_ - std::min(before_to_, static_cast<std::uint64_t>(settings_.guards.replay->rows));
}

void Judging::go_live(const Samples& samples) {
  live_ = true;
  asks_guards_ = false;
  stands_from_ = from_ = until_ = samples.end();
}

std::optional<Compare> Judging::next(const Samples& samples) {
  if (in_flight()) return std::nullopt;
  return in_shadow() ? next_block(samples) : next_look(samples);
}

std::optional<Compare> Judging::next_look(const Samples& samples) {
  const std::uint64_t at_hand = samples.end() - std::min(samples.end(), std::max(stands_from_, samples.first()));
  const std::uint64_t seen = until_ - stands_from_;
  const std::uint64_t wanted = std::max<std::uint64_t>(static_cast<std::uint64_t>(settings_.min_rows), 2 * seen);
  if (at_hand < wanted) return std::nullopt;
  until_ = samples.end();
  asks_guards_ = settings_.guards.any();
  ++look_;
  return asked(samples);
}

std::optional<Compare> Judging::next_block(const Samples& samples) {
  if (waits_for_guards()) {
    from_ = std::max(stands_from_, until_ - std::min(until_, kMostGuardRows));
    asks_guards_ = true;
  } else {
    const auto block = static_cast<std::uint64_t>(settings_.shadow.block);
    if (samples.end() < until_ + block) return std::nullopt;
    from_ = until_;
    until_ += block;
  }
  ++look_;
  return asked(samples);
}

Compare Judging::asked(const Samples& samples) const {
  Compare compare{.look = look_, .rows = samples.range(from_, until_), .guards = asks_guards_};
  if (asks_guards_) compare.before = samples.range_without(before_from_, before_to_, updaters::draw(replayed_));
  return compare;
}

bool Judging::take(const Compared& compared) {
  if (!in_flight() || compared.look != look_) return false;
  looked_ = look_;
  const updaters::PairedLosses losses{.champion = compared.champion, .challenger = compared.challenger, .kind = compared.loss};
  if (by_canary() && !in_shadow()) {
    take_trial(compared, losses);
  } else if (!in_shadow()) {
    verdict_ = updaters::judge(settings_, losses, compared.guards, {.look = static_cast<std::int64_t>(look_) - 1, .alpha = alpha_});
  } else if (asks_guards_) {
    updaters::guard(verdict_, settings_, losses, compared.guards);
  } else {
    take_block(compared, losses);
  }
  return true;
}

void Judging::take_trial(const Compared& compared, const updaters::PairedLosses& losses) {
  verdict_ = updaters::judge(settings_, losses, {.look = 0, .alpha = alpha_});
  if (verdict_.decision == Decision::reject) return;
  verdict_.decision = Decision::promote;  // what the guards are asked about: whether it may answer at all
  updaters::guard(verdict_, settings_, losses, compared.guards);
  passed_ = verdict_.decision == Decision::promote;
  if (passed_) verdict_.decision = Decision::inconclusive;
}

void Judging::take_block(const Compared& compared, const updaters::PairedLosses& losses) {
  if (!sequential_)
    sequential_.emplace(settings_.hypothesis(), compared.loss, updaters::Alphas{.promote = alpha_, .reject = settings_.alpha});
  for (std::size_t i = 0; i < losses.size(); ++i) sequential_->observe(losses.champion[i], losses.challenger[i]);
  verdict_ = updaters::verdict_of(*sequential_);
  if (!updaters::all_finite(losses.challenger)) verdict_.decision = Decision::reject;
}

bool Judging::waits_for_guards() const {
  return in_shadow() && !asks_guards_ && verdict_.decision == Decision::promote && settings_.guards.any();
}

bool Judging::exhausted() const {
  if (!in_shadow()) return looked_ >= static_cast<std::uint64_t>(settings_.looks);
  return until_ - stands_from_ >= static_cast<std::uint64_t>(settings_.shadow.labels);
}

void Judging::save(detectors::StateWriter& state) const {
  for (const auto value : {from_, until_, stands_from_, before_from_, before_to_, look_, looked_}) state.put(value);
  updaters::save(replayed_, state);
  state.put(alpha_);
  state.put(asks_guards_);
  state.put(live_);
  state.put(sequential_.has_value());
  if (sequential_) sequential_->save(state);
  updaters::save(verdict_, state);
}

void Judging::load(detectors::StateReader& state) {
  for (auto* value : {&from_, &until_, &stands_from_, &before_from_, &before_to_, &look_, &looked_}) state.get(*value);
  updaters::load(replayed_, state);
  state.get(alpha_);
  state.get(asks_guards_);
  state.get(live_);
  const auto has_sequential = state.get<bool>();
  sequential_.reset();
  if (has_sequential) sequential_.emplace().load(state, settings_.hypothesis());
  updaters::load(verdict_, state);
  if (until_ < stands_from_ || from_ > until_ || before_from_ > before_to_ || looked_ > look_) state.fail();
}

}  // namespace driftd::engine
