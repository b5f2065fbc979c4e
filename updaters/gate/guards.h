#pragma once

// What may not get worse, whatever the test says of the whole. Each guard is off until it is set, has a bar of its own, and can only
// forbid.
//
//   segments     every segment with rows enough is tested for being worse by more than a margin, each at alpha / (segments tested)
//                (Bonferroni): the chance that any that is not is taken for worse is at most alpha
//   replay       rows from before the change: the mean loss there may rise at most by so much. What the model knew it shall not forget,
//                where the old state may return (McCloskey & Cohen's catastrophic interference, 1989)
//   calibration  the expected calibration error of the answers may rise at most by so much (the score "ece")
//   latency      median time a row, of the challenger against the champion's, measured by the daemon on the rows compared
//   size         bytes of the artefact
//
// A guard that cannot be asked (no probabilities, no rows from before, no measurement in a replay) says so and holds.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "config/declaration.h"
#include "updaters/gate/losses.h"
#include "updaters/gate/verdict.h"

namespace driftd::updaters {

struct SegmentGuard {
  double margin = 0.02;
  std::int64_t min_rows = 50;
  double alpha = 0.05;
};

struct ReplayGuard {
  double rise = 0.02;
  std::int64_t rows = 500;
};

struct CalibrationGuard {
  double rise = 0.02;
};

struct LatencyGuard {
  double times = 3;
};

struct SizeGuard {
  std::uint64_t bytes = 1ULL << 30U;
};

struct GuardSettings {
  std::optional<SegmentGuard> segments;
  std::optional<ReplayGuard> replay;
  std::optional<CalibrationGuard> calibration;
  std::optional<LatencyGuard> latency;
  std::optional<SizeGuard> size;
  bool any() const { return segments || replay || calibration || latency || size; }
};

const config::Declaration<GuardSettings>& guards_declaration();

/// Champion's and challenger's.
struct PairOfNumbers {
  double champion = 0;
  double challenger = 0;
  bool operator==(const PairOfNumbers&) const = default;
};

/// What the guards look at; what was not asked for or could not be had is empty.
struct GuardInputs {
  std::vector<std::string> segments;      // names
  std::vector<std::uint32_t> segment_of;  // rows x features that make segments, row-major; an index into `segments`
  std::vector<double> replay_champion;    // losses on rows from before the change
  std::vector<double> replay_challenger;
  std::optional<PairOfNumbers> calibration_error;
  std::optional<PairOfNumbers> nanoseconds;  // median a row
  std::uint64_t bytes = 0;                   // of the challenger's artefact; 0: not known
  bool operator==(const GuardInputs&) const = default;
};

/// What each guard that is set says. `losses` are the rows compared, `of` the unit of margins.
std::vector<Evidence> ask_guards(const GuardSettings& settings, const PairedLosses& losses, const GuardInputs& inputs, MarginOf of);

}  // namespace driftd::updaters
