#include "updaters/policy.h"

#include <fmt/format.h>

#include <algorithm>

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
  return Declaration<WatchSettings>("how a promotion is watched: the version before it stands on the same rows, in four looks")
      .optional("labels", &WatchSettings::labels, integer({.min = 40, .max = 1'000'000}), "labelled answers of the new version that the watch lasts")
      .optional("alpha", &WatchSettings::alpha, number({.above = 0, .below = 0.5}), "rolled back where the old version is better at this level, over all looks");
}

Declaration<TrainingBudget> budget_declaration() {
  return Declaration<TrainingBudget>("what one training may take, enforced on its process")
      .optional("wall", &TrainingBudget::wall, duration(1s, 24h * 7), "time from start to end")
      .optional("cpu", &TrainingBudget::cpu, duration(1s, 24h * 7), "processor time")
      .optional("memory", &TrainingBudget::memory, config::byte_size(64U << 20U, 1ULL << 42U), "address space")
      .optional("nice", &TrainingBudget::nice, integer({.min = 0, .max = 19}), "niceness: 0 as the daemon, 19 last");
}

}  // namespace

config::Chosen<StrategyPointer> UpdateSettings::default_strategy() { return strategies().choose_default("auto"); }

const Declaration<UpdateSettings>& update_declaration() {
  static const auto declaration =
      Declaration<UpdateSettings>("when and how a model is updated")
          .optional("strategy", &UpdateSettings::strategy, config::choice(strategies(), "kind"), "how a challenger is made")
          .optional("on", &UpdateSettings::on,
                    config::one_of<Trigger>({{"decay", Trigger::decay}, {"drift", Trigger::drift}, {"any", Trigger::any}, {"never", Trigger::never}}),
                    "which alarms lead to an update: decay of the quality, drift of the data, any, or never (operators only)")
          .optional("cooldown", &UpdateSettings::cooldown, duration(0s, kLongest), "the least time between the beginnings of two updates, by the events' times")
          .optional("new_rows", &UpdateSettings::new_rows, integer({.min = 1, .max = 1'000'000}), "labelled rows that must have come since the last update began: fewer teach little that is new; twice as many before each further attempt")
          .optional("at_most", &UpdateSettings::at_most, object(limit_declaration()), "limit on updates")
          .optional("attempts", &UpdateSettings::attempts, integer({.min = 1, .max = 100}), "updates that one alarm may lead to until one helps")
          .optional("keep_rows", &UpdateSettings::keep_rows, integer({.min = 100, .max = 10'000'000}), "labelled rows kept for training and gate, the newest")
          .optional("hold_out", &UpdateSettings::hold_out, integer({.min = 20, .max = 100'000}), "labelled rows that are not learnt from but kept for the gate, the newest; at most a third of those at hand")
          .optional("min_rows", &UpdateSettings::min_rows, integer({.min = 10, .max = 1'000'000}), "fewer rows are not worth learning from")
          .optional("seed", &UpdateSettings::seed, integer({.min = 0}), "of all randomness in training")
          .optional("gate", &UpdateSettings::gate, object(gate_declaration()), "challenger against champion")
          .optional("watch", &UpdateSettings::watch, object(watch_declaration()), "after a promotion")
          .optional("budget", &UpdateSettings::budget, object(budget_declaration()), "of one training")
          .optional("trainer", &UpdateSettings::trainer, config::list(config::text({.min_length = 1, .max_length = 4096}), 0, 64),
                    "program and arguments of another trainer, started without a shell; the job's folder is added behind; none: the built-in one");
  return declaration;
}

std::string_view name_of(Cause::Kind kind) {
  constexpr std::string_view kNames[] = {"start", "decay", "drift", "command", "broken"};
  return kNames[static_cast<std::size_t>(kind)];
}

Policy::Policy(const UpdateSettings& settings) : settings_(settings), strategy_(settings.strategy.make()) {}

void Policy::hold(Cause broken) {
  held_ = std::move(broken);
  if (!owed_ || !is_alarm(*owed_)) return;
  owed_.reset();
  attempt_ = 1;
}

void Policy::owe(Cause cause) {
  if (held_ && is_alarm(cause)) return;
  if (!owed_ || cause.kind == Cause::Kind::command) {
    owed_ = std::move(cause);
    attempt_ = 1;
  } else {
    owed_->change = std::max(owed_->change, cause.change);
  }
}

std::optional<UpdatePlan> Policy::decide(Situation situation, Time now) {
  if (!owed_ || !blocked(now, situation.end).empty()) return std::nullopt;
  situation.change = owed_->change;
  situation.attempt = attempt_;
  situation.min_rows = static_cast<std::uint64_t>(settings_.min_rows);
  situation.hold_out = situation.has_champion ? hold_out_of(situation) : 0;
  auto plan = strategy_->plan(situation);
  if (!plan) return std::nullopt;
  begun_.push_back(now);
  rows_at_last_ = situation.end;
  while (begun_.size() > static_cast<std::size_t>(settings_.at_most.updates)) begun_.pop_front();
  return UpdatePlan{.cause = *owed_, .strategy = std::move(*plan), .attempt = attempt_};
}

void Policy::ended(bool helped) {
  if (helped || attempt_ >= settings_.attempts) {
    owed_.reset();
    attempt_ = 1;
  } else {
    ++attempt_;
  }
}

std::uint64_t Policy::hold_out_of(const Situation& situation) const {
  return std::min(static_cast<std::uint64_t>(settings_.hold_out), (situation.end - situation.first) / 3);
}

std::string Policy::blocked(Time now, std::uint64_t end) const {
  if (held_ && !owed_) return "the data are broken: " + held_->text;
  const auto recent = std::ranges::count_if(begun_, [&](Time begun) { return begun + settings_.at_most.per > now; });
  if (recent >= settings_.at_most.updates) {
    return fmt::format("the limit of {} updates in {} is reached", settings_.at_most.updates, config::format_duration(settings_.at_most.per));
  }
  const bool commanded = owed_ && owed_->kind == Cause::Kind::command;
  if (!begun_.empty() && !commanded && begun_.back() + settings_.cooldown > now) {
    return fmt::format("cooling down until {}", config::format_time(begun_.back() + settings_.cooldown));
  }
  const auto new_rows = end - std::min(end, rows_at_last_);
  const auto wanted = static_cast<std::uint64_t>(settings_.new_rows) << static_cast<unsigned>(std::min<std::int64_t>(std::max<std::int64_t>(attempt_ - 2, 0), kMostDoublings));
  if (!begun_.empty() && !commanded && new_rows < wanted) {
    return fmt::format("{} labelled rows have come since the last update, {} are wanted", new_rows, wanted);
  }
  return {};
}

namespace {

void save_cause(const std::optional<Cause>& cause, detectors::StateWriter& state) {
  state.put(cause.has_value());
  const Cause written = cause.value_or(Cause{});
  state.put(written.kind);
  state.put(std::string_view(written.text));
  state.put(written.change);
  state.put(written.signal);
}

void load_cause(std::optional<Cause>& cause, detectors::StateReader& state) {
  const auto there = state.get<bool>();
  Cause read;
  state.get(read.kind);
  state.get(read.text);
  state.get(read.change);
  state.get(read.signal);
  if (read.kind > Cause::Kind::broken) state.fail();
  cause = there ? std::optional(read) : std::nullopt;
}

}  // namespace

void Policy::save(detectors::StateWriter& state) const {
  save_cause(owed_, state);
  save_cause(held_, state);
  state.put(attempt_);
  state.put(rows_at_last_);
  state.put(static_cast<std::uint64_t>(begun_.size()));
  for (const Time begun : begun_) state.put(begun.time_since_epoch().count());
}

void Policy::load(detectors::StateReader& state) {
  load_cause(owed_, state);
  load_cause(held_, state);
  state.get(attempt_);
  state.get(rows_at_last_);
  const auto count = state.get_count();
  begun_.clear();
  for (std::uint64_t i = 0; i < count && !state.failed(); ++i) begun_.emplace_back(Duration(state.get<std::int64_t>()));
}

}  // namespace driftd::updaters
