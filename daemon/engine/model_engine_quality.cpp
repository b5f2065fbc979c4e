// What a broken pipeline means for a model: the policy hears of it as a verdict of its own, and rows of the broken time are not learnt
// from.

#include <fmt/format.h>

#include <algorithm>

#include "daemon/engine/model_engine.h"

namespace driftd::engine {
namespace {

/// As many causes as a person reads.
std::string in_words(const std::vector<std::string>& causes) {
  constexpr std::size_t kMostTold = 3;
  std::string words;
  for (std::size_t i = 0; i < std::min(causes.size(), kMostTold); ++i) words += (i == 0 ? "" : "; ") + causes[i];
  if (causes.size() > kMostTold) words += fmt::format("; and {} more", causes.size() - kMostTold);
  return words;
}

}  // namespace

void ModelEngine::hold_or_release(const UpdateCycle::Emit& emit) {
  if (monitors_.quality().rows_are_faulty()) {
    const auto owed = policy_.owed();
    policy_.hold({.kind = updaters::Cause::Kind::broken, .text = in_words(monitors_.quality().causes()), .change = 0});
    const auto kind = cycle_.cause().kind;
    const bool alarm = kind == updaters::Cause::Kind::drift || kind == updaters::Cause::Kind::decay;
    if (alarm && cycle_.waits_to_train()) drop(broken_data(), emit);
    if (!owed || policy_.owed()) return;
    record_not_begun(*owed, broken_data(), emit);
    not_begun_.begin_anew();
  } else if (policy_.held()) {
    policy_.release();
    monitors_.reset_alarms();  // what rose while the data were broken is no decay
    rival_.reset_alarms();
  }
}

/// By the daemon's clock alone: the times that events bear may be those of another year.
void ModelEngine::tick(Time received, const UpdateCycle::Emit& emit) {
  if (!heard_) return;
  monitors_.silence(std::chrono::duration<double>(received - *heard_).count(), [&](const Finding& finding) { on_finding(finding, emit); });
}

void ModelEngine::strike_doubted_rows(const UpdateCycle::Emit& emit) {
  const auto doubted = monitors_.quality().take_doubted();
  if (!doubted) return;
  samples_.strike(doubted->first, doubted->last);
  hold_or_release(emit);  // the numbers of the cause are new
}

/// An alarm may come before the pane that tells why: then the pane is waited for.
bool ModelEngine::waits_for_quality() const {
  const auto& owed = policy_.owed();
  const bool alarm = owed && (owed->kind == updaters::Cause::Kind::drift || owed->kind == updaters::Cause::Kind::decay);
  return alarm && policy_.blocked(now_, samples_.end()).empty() && monitors_.quality().suspects();
}

}  // namespace driftd::engine
