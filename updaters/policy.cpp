#include "updaters/policy.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "updaters/strategies/catalogue.h"

namespace driftd::updaters {
namespace {

using config::Declaration;
using config::duration;
using config::integer;
using config::number;
using config::object;
using namespace std::chrono_literals;

constexpr Duration kLongest = 24h * 3650;
constexpr std::int64_t kMostDoublings = 16;

Declaration<UpdateLimit> limit_declaration() {
  return Declaration<UpdateLimit>("how many updates may begin in a period")
      .optional("updates", &UpdateLimit::updates, integer({.min = 1, .max = 100'000}), "updates, of whatever outcome")
      .optional("per", &UpdateLimit::per, duration(1s, kLongest), "the period, by the events' times");
}

Declaration<WatchSettings> watch_declaration() {
  return Declaration<WatchSettings>("how a promotion is watched: the version before it stands on the same rows")
      .optional("labels", &WatchSettings::labels, integer({.min = 40, .max = 1'000'000}),
                "labelled answers of the new version that the watch lasts")
      .optional("alpha", &WatchSettings::alpha, number({.above = 0, .below = 0.5}),
                "rolled back where the old version is better at this level, looked at after every label");
}

Declaration<TrainingBudget> budget_declaration() {
  return Declaration<TrainingBudget>("what one training may take, enforced on its process")
      .optional("wall", &TrainingBudget::wall, duration(1s, 24h * 7), "time from start to end")
      .optional("cpu", &TrainingBudget::cpu, duration(1s, 24h * 7), "processor time")
      .optional("cpu_per_day", &TrainingBudget::cpu_per_day, duration(1s, 24h * 365),
                "processor time of all the model's trainings of a day, by the events' times: none begins where it is spent, and none gets "
                "more than what is left")
      .optional("memory", &TrainingBudget::memory, config::byte_size(64U << 20U, 1ULL << 42U), "address space")
      .optional("nice", &TrainingBudget::nice, integer({.min = 0, .max = 19}), "niceness: 0 as the daemon, 19 last");
}

Declaration<RetrySettings> retry_declaration() {
  return Declaration<RetrySettings>(
             "the same training again, where its trainer could not start or was killed, or its model could not be installed")
      .optional("most", &RetrySettings::most, integer({.min = 0, .max = 20}), "times in a row")
      .optional("backoff", &RetrySettings::backoff, duration(1s, 24h),
                "before the first, by the events' times; twice as long before each further one, give or take half");
}

Declaration<CircuitSettings> circuit_declaration() {
  return Declaration<CircuitSettings>(
             "when all attempts are spent the circuit opens: the champion stays, and only what an operator commands begins")
      .optional("rows", &CircuitSettings::rows, integer({.min = 1, .max = 10'000'000}), "new labelled rows that close it");
}

LadderSettings ladder_settings(const UpdateSettings& settings) {
  return {.attempts = settings.attempts,
          .retries = settings.retry.most,
          .backoff = settings.retry.backoff,
          .circuit_rows = settings.circuit.rows,
          .seed = settings.seed};
}

}  // namespace

config::Chosen<StrategyPointer> UpdateSettings::default_strategy() {
  return strategies().choose_default("auto");
}

const Declaration<UpdateSettings>& update_declaration() {
  static const auto declaration =
      Declaration<UpdateSettings>("when and how a model is updated")
          .optional("strategy", &UpdateSettings::strategy, config::choice(strategies(), "kind"), "how a challenger is made")
          .optional("on", &UpdateSettings::on,
                    config::one_of<Trigger>(
                        {{"decay", Trigger::decay}, {"drift", Trigger::drift}, {"any", Trigger::any}, {"never", Trigger::never}}),
                    "which alarms lead to an update: decay of the quality, drift of the data, any, or never (operators only)")
          .optional("cooldown", &UpdateSettings::cooldown, duration(0s, kLongest),
                    "the least time between the beginnings of two updates, by the events' times")
          .optional("new_rows", &UpdateSettings::new_rows, integer({.min = 1, .max = 1'000'000}),
                    "labelled rows that must have come since the last update began: fewer teach little that is new; twice as many before "
                    "each further attempt")
          .optional("at_most", &UpdateSettings::at_most, object(limit_declaration()), "limit on updates")
          .optional("attempts", &UpdateSettings::attempts, integer({.min = 1, .max = 100}),
                    "updates that one alarm may lead to until one helps; then the circuit opens")
          .optional("retry", &UpdateSettings::retry, object(retry_declaration()), "of what failed by no fault of the model")
          .optional("circuit", &UpdateSettings::circuit, object(circuit_declaration()), "when all attempts are spent")
          .optional("keep_rows", &UpdateSettings::keep_rows, integer({.min = 100, .max = 10'000'000}),
                    "labelled rows kept for training and gate, the newest")
          .optional("hold_out", &UpdateSettings::hold_out, integer({.min = 20, .max = 100'000}),
                    "labelled rows that are not learnt from but kept for the gate, the newest; at most a third of those at hand")
          .optional("min_rows", &UpdateSettings::min_rows, integer({.min = 10, .max = 1'000'000}), "fewer rows are not worth learning from")
          .optional("seed", &UpdateSettings::seed, integer({.min = 0}), "of all randomness in training")
          .optional("gate", &UpdateSettings::gate, object(gate_declaration()), "challenger against champion")
          .optional("watch", &UpdateSettings::watch, object(watch_declaration()), "after a promotion")
          .optional("budget", &UpdateSettings::budget, object(budget_declaration()), "of one training")
          .optional("trainer", &UpdateSettings::trainer, trainer_shape(),
                    "program and arguments of another trainer, started without a shell, the job's folder added behind; or {\"webhook\": "
                    "{...}}, an orchestrator; none: the built-in one");
  return declaration;
}

std::string_view name_of(Cause::Kind kind) {
  constexpr std::string_view kNames[] = {"start", "decay", "drift", "command", "broken"};
  return kNames[static_cast<std::size_t>(kind)];
}

Policy::Policy(const UpdateSettings& settings, Recourse recourse)
    : settings_(settings), strategy_(settings.strategy.make()), ladder_(ladder_settings(settings), std::move(recourse)) {}

void Policy::hold(Cause broken) {
  held_ = std::move(broken);
  if (!owed_ || !is_alarm(*owed_)) return;
  dropped();
}

void Policy::owe(Cause cause) {
  if (held_ && is_alarm(cause)) return;
  if (!owed_ || cause.kind == Cause::Kind::command || (cause.proven && !owed_->proven && !commanded())) {
    owed_ = std::move(cause);
    ladder_.restart();
  } else {
    owed_->change = std::max(owed_->change, cause.change);
  }
}

std::optional<UpdatePlan> Policy::decide(Situation situation, Time now) {
  if (!owed_ || !blocked(now, situation.end).empty()) return std::nullopt;
  if (owed_->proven && !situation.rival_ahead) {  // it has fallen back while it waited
    dropped();
    return std::nullopt;
  }
  situation.change = owed_->change;
  situation.attempt = ladder_.attempt();
  situation.min_rows = static_cast<std::uint64_t>(settings_.min_rows);
  situation.inputs_only = owed_->kind == Cause::Kind::drift;
  if (ladder_.attempt() <= 1) {
    const auto of_day = std::chrono::duration<double>(settings_.budget.cpu_per_day).count() - cpu_.seconds(now);
    told_ = seen_;
    told_.seconds_left = std::min(of_day, std::chrono::duration<double>(settings_.budget.cpu).count());
  }
  situation.came_back = told_.came_back;
  situation.retraining_seconds = told_.retraining_seconds;
  situation.seconds_left = told_.seconds_left;
  situation.hold_out = situation.has_champion ? hold_out_of(situation) : 0;
  auto again = ladder_.again();
  if (!newest_ || newest_learnt_ != situation.champion_learnt) again.reset();  // of another champion it would be another update
  auto plan = again ? newest_ : planned(situation);
  if (!plan) return std::nullopt;
  newest_ = plan;
  newest_learnt_ = situation.champion_learnt;
  ladder_.began();
  begun_.push_back(now);
  rows_at_last_ = situation.end;
  while (begun_.size() > static_cast<std::size_t>(settings_.at_most.updates)) begun_.pop_front();
  const auto left = settings_.budget.cpu_per_day - std::chrono::ceil<Duration>(std::chrono::duration<double>(cpu_.seconds(now)));
  return UpdatePlan{.cause = *owed_,
                    .strategy = std::move(*plan),
                    .attempt = ladder_.attempt(),
                    .again = again.value_or(0),
                    .cpu = std::clamp<Duration>(left, 1s, settings_.budget.cpu)};
}

std::optional<StrategyPlan> Policy::planned(const Situation& situation) const {
  auto plan = strategy_->plan(situation);
  if (!plan) return plan;
  plan = ladder_.climb(std::move(*plan), situation);
  if (plan->replayed.rows > 0) plan->reason += "; " + text_of(plan->replayed);
  return plan;
}

void Policy::helped() {
  if (newest_ && newest_->strategy == "reuse") ++seen_.came_back;
  dropped();
}

void Policy::dropped() {
  owed_.reset();
  ladder_.restart();
}

void Policy::spent(Time now, double cpu_seconds) {
  cpu_.spent(now, cpu_seconds);
}

void Policy::took(double cpu_seconds) {
  if (newest_ && newest_->strategy == "retrain" && std::isfinite(cpu_seconds) && cpu_seconds > 0) seen_.retraining_seconds = cpu_seconds;
}

void Policy::disappointed(std::string_view strategy) {
  if (strategy == "reuse") seen_.came_back = 0;
}

void Policy::take_over_experience(const Policy& other) {
  cpu_ = other.cpu_;
  seen_ = other.seen_;
  told_ = other.told_;
}

Ladder::Step Policy::failed(const Failure& failure) {
  const bool tried =
      failure.cause == FailureCause::lost || failure.cause == FailureCause::inconclusive || failure.cause == FailureCause::data;
  if (tried && newest_) disappointed(newest_->strategy);
  const auto step = owed_ ? ladder_.failed(failure) : Ladder::Step::further;
  if (step == Ladder::Step::open) owed_.reset();
  return step;
}

std::uint64_t Policy::hold_out_of(const Situation& situation) const {
  return std::min(static_cast<std::uint64_t>(settings_.hold_out), (situation.end - situation.first) / 3);
}

std::string Policy::blocked(Time now, std::uint64_t end) const {
  if (held_ && !owed_) return "the data are broken: " + held_->text;
  const bool proven = owed_ && owed_->proven;
  if (const auto wanted = ladder_.rows_to_close(end); wanted > 0 && !commanded() && !proven) {
    return fmt::format("the circuit is open, the champion stays: {}; {} more labelled rows close it", ladder_.why_open(), wanted);
  }
  const auto recent = std::ranges::count_if(begun_, [&](Time begun) { return begun + settings_.at_most.per > now; });
  if (recent >= settings_.at_most.updates) {
    return fmt::format("the limit of {} updates in {} is reached", settings_.at_most.updates,
                       config::format_duration(settings_.at_most.per));
  }
  if (auto spent = out_of_budget(now); !spent.empty()) return spent;
  if (commanded() || begun_.empty()) return {};
  return ladder_.at_once() ? waits_for_retry(now) : resting(now, end);
}

std::string Policy::out_of_budget(Time now) const {
  const double used = cpu_.seconds(now);
  if (used < std::chrono::duration<double>(settings_.budget.cpu_per_day).count()) return {};
  return fmt::format("trainings have used {:.0f} s of processor time in a day, and may use {}", used,
                     config::format_duration(settings_.budget.cpu_per_day));
}

std::string Policy::waits_for_retry(Time now) const {
  if (!ladder_.again() || ladder_.not_before() <= now) return {};
  return fmt::format("the same training again at {}", config::format_time(ladder_.not_before()));
}

std::string Policy::resting(Time now, std::uint64_t end) const {
  if (begun_.back() + settings_.cooldown > now) {
    return fmt::format("cooling down until {}", config::format_time(begun_.back() + settings_.cooldown));
  }
  const auto new_rows = end - std::min(end, rows_at_last_);
  const auto doublings = static_cast<unsigned>(std::clamp<std::int64_t>(ladder_.attempt() - 2, 0, kMostDoublings));
  const auto wanted = static_cast<std::uint64_t>(settings_.new_rows) << doublings;
  if (new_rows < wanted) return fmt::format("{} labelled rows have come since the last update, {} are wanted", new_rows, wanted);
  return {};
}

namespace {

void save_cause(const std::optional<Cause>& cause, detectors::StateWriter& state) {
  state.put(cause.has_value());
  const Cause written = cause.value_or(Cause{});
  state.put(written.kind);
  state.put(std::string_view(written.text));
  state.put(written.change);
  state.put(std::string_view(written.check));
  state.put(written.signal);
  state.put(written.proven);
}

void load_cause(std::optional<Cause>& cause, detectors::StateReader& state) {
  const auto there = state.get<bool>();
  Cause read;
  state.get(read.kind);
  state.get(read.text);
  state.get(read.change);
  state.get(read.check);
  state.get(read.signal);
  state.get(read.proven);
  if (read.kind > Cause::Kind::broken) state.fail();
  cause = there ? std::optional(read) : std::nullopt;
}

void save_plan(const std::optional<StrategyPlan>& plan, detectors::StateWriter& state) {
  state.put(plan.has_value());
  const StrategyPlan written = plan.value_or(StrategyPlan{});
  state.put(std::string_view(written.strategy));
  state.put(written.continues_champion);
  state.put(written.window.from);
  state.put(written.window.to);
  updaters::save(written.replayed, state);
  updaters::save(written.transfer, state);
  state.put(std::string_view(written.reason));
  state.put(written.adjustable);
  updaters::save(written.adjustments, state);
}

void load_plan(std::optional<StrategyPlan>& plan, detectors::StateReader& state) {
  const auto there = state.get<bool>();
  StrategyPlan read;
  state.get(read.strategy);
  state.get(read.continues_champion);
  state.get(read.window.from);
  state.get(read.window.to);
  updaters::load(read.replayed, state);
  updaters::load(read.transfer, state);
  state.get(read.reason);
  state.get(read.adjustable);
  updaters::load(read.adjustments, state);
  if (read.window.from > read.window.to) state.fail();
  plan = there ? std::optional(std::move(read)) : std::nullopt;
}

}  // namespace

void Policy::save(detectors::StateWriter& state) const {
  save_cause(owed_, state);
  save_cause(held_, state);
  ladder_.save(state);
  cpu_.save(state);
  save_plan(newest_, state);
  state.put(newest_learnt_);
  for (const Experience* each : {&seen_, &told_}) {
    state.put(each->came_back);
    state.put(each->retraining_seconds);
    state.put(each->seconds_left);
  }
  state.put(rows_at_last_);
  state.put(static_cast<std::uint64_t>(begun_.size()));
  for (const Time begun : begun_) state.put(begun.time_since_epoch().count());
}

void Policy::load(detectors::StateReader& state) {
  load_cause(owed_, state);
  load_cause(held_, state);
  ladder_.load(state);
  cpu_.load(state);
  load_plan(newest_, state);
  state.get(newest_learnt_);
  for (Experience* each : {&seen_, &told_}) {
    state.get(each->came_back);
    state.get(each->retraining_seconds);
    state.get(each->seconds_left);
    if (!(each->retraining_seconds >= 0) || !std::isfinite(each->retraining_seconds) || !std::isfinite(each->seconds_left)) state.fail();
  }
  state.get(rows_at_last_);
  const auto count = state.get_count();
  begun_.clear();
  for (std::uint64_t i = 0; i < count && !state.failed(); ++i) begun_.emplace_back(Duration(state.get<std::int64_t>()));
}

}  // namespace driftd::updaters
