#include "updaters/ladder.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace driftd::updaters {
namespace {

/// Of the numbers alone, in [0, 1): splitmix64, Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, OOPSLA 2014.
double uniform(std::uint64_t seed) {
  std::uint64_t z = seed + 0x9e3779b97f4a7c15ULL;
  z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9ULL;
  z = (z ^ (z >> 27U)) * 0x94d049bb133111ebULL;
  z ^= z >> 31U;
  return static_cast<double>(z >> 11U) * 0x1p-53;
}

}  // namespace

void Ladder::restart() {
  attempt_ = 1;
  lost_ = repeats_ = shrinks_ = 0;
  rate_factor_ = 1;
  shrunk_ = false;
  again_.reset();
  not_before_ = {};
  lost_family_.clear();
}

Ladder::Step Ladder::failed(const Failure& failure) {
  again_.reset();
  shrunk_ = false;
  switch (failure.cause) {
    case FailureCause::infrastructure:
    case FailureCause::serving: return repeat(failure);
    case FailureCause::training:
      if (shrinks_ < kMostShrinks) {
        ++shrinks_;
        rate_factor_ /= kShrink;
        shrunk_ = true;
        return Step::smaller;
      }
      ++lost_;
      return further(failure);
    case FailureCause::lost:
      ++lost_;
      lost_family_ = failure.family;
      return further(failure);
    case FailureCause::inconclusive:
    case FailureCause::data:
    case FailureCause::overspent:  // it would once more: something else has to be tried
    case FailureCause::none: break;
  }
  return further(failure);
}

Ladder::Step Ladder::repeat(const Failure& failure) {
  if (repeats_ >= settings_.retries) {
    return open_circuit(failure,
                        fmt::format("{} failed {} times in a row, at last: {}", name_of(failure.cause), repeats_ + 1, failure.text));
  }
  ++repeats_;
  again_ = failure.job;
  not_before_ = failure.now + backoff(failure.job);
  return Step::again;
}

Ladder::Step Ladder::further(const Failure& failure) {
  repeats_ = shrinks_ = 0;
  if (attempt_ >= settings_.attempts) {
    return open_circuit(failure, fmt::format("{} attempts came to nothing, {} of them lost at the gate", attempt_, lost_));
  }
  ++attempt_;
  return Step::further;
}

Ladder::Step Ladder::open_circuit(const Failure& failure, std::string why) {
  restart();
  open_ = failure.rows;
  why_open_ = std::move(why);
  return Step::open;
}

config::Duration Ladder::backoff(std::uint64_t job) const {
  constexpr std::int64_t kMostDoublings = 20;
  const auto doubled = settings_.backoff * (std::int64_t{1} << std::min(repeats_ - 1, kMostDoublings));
  const double jitter =
      0.5 + uniform(static_cast<std::uint64_t>(settings_.seed) * 1'000'003 + job * 101 + static_cast<std::uint64_t>(repeats_));
  return config::Duration(static_cast<std::int64_t>(static_cast<double>(doubled.count()) * jitter));
}

Adjustments Ladder::adjustments(const StrategyPlan& plan) const {
  Adjustments adjustments{.rate_factor = rate_factor_};
  switch (rung()) {
    case Rung::as_planned: break;
    case Rung::other_rate:
      // What is continued carries its optimiser's state with it, and another one could not read that.
      if (!recourse_.optimizer.empty() && !plan.continues_champion) {
        adjustments.optimizer = recourse_.optimizer;
      } else if (recourse_.rate) {
        adjustments.rate_factor /= kShrink;
      }
      break;
    case Rung::wider: adjustments.wider = kWider; break;
    case Rung::other_family:
      adjustments.wider = kWider;
      if (recourse_.chooses_family) adjustments.without = lost_family_;
      break;
  }
  return adjustments;
}

StrategyPlan Ladder::climb(StrategyPlan plan, const Situation& situation) const {
  if (!plan.adjustable) return plan;
  plan.adjustments = adjustments(plan);
  if (!plan.adjustments.without.empty() && (plan.continues_champion || plan.transfer)) {
    plan.strategy = "retrain";  // what it would start from is of the family that lost
    plan.continues_champion = false;
    plan.replayed = {};
    plan.transfer.reset();
  }
  const auto planned = plan.window.size();
  const auto wanted = static_cast<std::uint64_t>(plan.adjustments.wider * static_cast<double>(planned));
  plan.window.from = std::min(plan.window.from, std::max(situation.first, plan.window.to - std::min(plan.window.to, wanted)));
  plan.replayed = cut_off(plan.replayed, plan.window.from);
  if (plan.window.size() == planned) plan.adjustments.wider = 1;
  if (plan.adjustments.any()) plan.reason += "; " + text_of(plan.adjustments);
  return plan;
}

void Ladder::began() {
  again_.reset();
  shrunk_ = false;
}

std::uint64_t Ladder::rows_to_close(std::uint64_t rows) const {
  if (!open_) return 0;
  const std::uint64_t closes = *open_ + static_cast<std::uint64_t>(settings_.circuit_rows);
  return closes - std::min(closes, rows);
}

void Ladder::labelled(std::uint64_t rows) {
  if (!open_ || rows_to_close(rows) > 0) return;
  open_.reset();
  why_open_.clear();
}

void Ladder::save(detectors::StateWriter& state) const {
  for (const auto value : {attempt_, lost_, repeats_, shrinks_}) state.put(value);
  state.put(rate_factor_);
  state.put(shrunk_);
  for (const auto& value : {again_, open_}) {
    state.put(value.has_value());
    state.put(value.value_or(0));
  }
  state.put(not_before_.time_since_epoch().count());
  state.put(std::string_view(lost_family_));
  state.put(std::string_view(why_open_));
}

void Ladder::load(detectors::StateReader& state) {
  for (auto* value : {&attempt_, &lost_, &repeats_, &shrinks_}) state.get(*value);
  state.get(rate_factor_);
  state.get(shrunk_);
  for (auto* value : {&again_, &open_}) {
    const auto there = state.get<bool>();
    const auto read = state.get<std::uint64_t>();
    *value = there ? std::optional(read) : std::nullopt;
  }
  not_before_ = config::Time(config::Duration(state.get<std::int64_t>()));
  state.get(lost_family_);
  state.get(why_open_);
  const bool counts = attempt_ >= 1 && lost_ >= 0 && repeats_ >= 0 && shrinks_ >= 0;
  if (!counts || !std::isfinite(rate_factor_) || rate_factor_ <= 0) state.fail();
}

}  // namespace driftd::updaters
