#pragma once

// What an operator writes of the gate.

#include <cstdint>
#include <optional>

#include "config/declaration.h"
#include "updaters/gate/guards.h"
#include "updaters/gate/losses.h"
#include "updaters/gate/verdict.h"

namespace driftd::updaters {

/// immediate: judged on the hold-out, then swapped in. shadow: answers every labelled row that comes, unseen, until the evidence is there.
/// canary: the same, and what its hold-out does not speak against answers a share of the requests meanwhile.
enum class GateMode : std::uint8_t { immediate, shadow, canary };

/// What is held against what: right and wrong (numbers: squared errors), or a proper score of the probabilities.
enum class GateLoss : std::uint8_t { error, log, brier };

struct ShadowSettings {
  std::int64_t labels = 5000;
  std::int64_t block = 50;
};

struct CanarySettings {
  double share = 0.1;
};

struct GateSettings {
  GateTest test = GateTest::automatic;
  double alpha = 0.05;
  std::int64_t min_rows = 50;
  std::int64_t looks = 2;  // how often an inconclusive challenger may stand again on more rows; alpha is split over the looks
  Claim claim = Claim::better;
  double margin = 0;
  MarginOf margin_of = MarginOf::loss;
  GateLoss loss = GateLoss::error;
  GateMode mode = GateMode::immediate;
  ShadowSettings shadow;
  CanarySettings canary;
  std::int64_t renew = 50'000;
  GuardSettings guards;

  Hypothesis hypothesis() const { return {.claim = claim, .margin = margin, .of = margin_of}; }
};

const config::Declaration<GateSettings>& gate_declaration();

}  // namespace driftd::updaters
