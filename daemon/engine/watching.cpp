#include "daemon/engine/watching.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "daemon/engine/update_record_state.h"

namespace driftd::engine {

using updaters::Decision;

void Watching::begin(std::uint64_t version, UpdateRecord record) {
  end();
  state_ = State::watching;
  version_ = version;
  record_ = std::move(record);
}

void Watching::end() {
  const updaters::WatchSettings settings = settings_;
  *this = Watching(settings);
}

std::uint64_t Watching::block() const {
  constexpr std::uint64_t kBlocks = 20;
  return std::clamp<std::uint64_t>(most() / kBlocks, 10, 200);
}

void Watching::add(const Sample& row) {
  if (!active() || taken_ >= most()) return;
  rows_.push_back(row);
  ++taken_;
}

std::optional<Compare> Watching::next(std::uint64_t job) {
  if (!active() || comparing() || rows_.empty()) return std::nullopt;
  if (rows_.size() < block() && taken_ < most()) return std::nullopt;
  job_ = job;
  asked_ = std::exchange(rows_, {});
  return asked();
}

Watching::State Watching::take(const Compared& compared) {
  asked_.clear();
  if (compared.failure.empty() && compared.champion.size() == compared.challenger.size()) {
    if (!test_) test_.emplace(updaters::Hypothesis{}, compared.loss, updaters::Alphas{.promote = 0, .reject = settings_.alpha});
    for (std::size_t i = 0; i < compared.champion.size(); ++i) test_->observe(compared.champion[i], compared.challenger[i]);
  }
  if (test_ && test_->decision() == Decision::reject) {
    state_ = State::disappointed;
  } else if (taken_ >= most() && rows_.empty()) {
    state_ = 2 * compared_rows() < taken_ ? State::unseen : State::stood;
  }
  return state_;
}

updaters::Verdict Watching::verdict() const {
  return test_ ? updaters::verdict_of(*test_) : updaters::Verdict{};
}

std::string Watching::text() const {
  return active() ? fmt::format("{} of {} labels", taken_, settings_.labels) : std::string();
}

Position Watching::oldest_row(Position otherwise) const {
  for (const auto* rows : {&rows_, &asked_}) {
    for (const Sample& row : *rows) otherwise = std::min(otherwise, row.prediction);
  }
  return otherwise;
}

void Watching::take_over(Watching&& other) {
  const auto settings = settings_;
  *this = std::move(other);
  settings_ = settings;
}

void Watching::save(detectors::StateWriter& state) const {
  state.put(state_);
  state.put(version_);
  engine::save(record_, state);
  state.put(job_);
  state.put(taken_);
  for (const auto* rows : {&rows_, &asked_}) {
    state.put(static_cast<std::uint64_t>(rows->size()));
    for (const Sample& row : *rows) {
      state.put(row.prediction);
      state.put(row.label);
    }
  }
  state.put(test_.has_value());
  if (test_) test_->save(state);
}

void Watching::load(detectors::StateReader& state) {
  state.get(state_);
  state.get(version_);
  engine::load(record_, state);
  state.get(job_);
  state.get(taken_);
  for (auto* rows : {&rows_, &asked_}) {
    rows->clear();
    const auto count = state.get_count();
    for (std::uint64_t i = 0; i < count && !state.failed(); ++i) {
      auto& row = rows->emplace_back();
      state.get(row.prediction);
      state.get(row.label);
    }
  }
  const auto has_test = state.get<bool>();
  test_.reset();
  if (has_test) test_.emplace().load(state, {});
  if (state_ > State::watching) state.fail();
}

}  // namespace driftd::engine
