#pragma once

// E-detectors: detectors of change with a stated number of false alarms, for any distribution and without asymptotics.
//
// At each moment j somebody begins to bet, at fair odds, that things are no longer as they were: his fortune Lambda_j begins at a_j, the
// number of false alarms that may be expected of one value (1 in 100,000, say), and as long as nothing changes it does not grow on average,
// E[Lambda_j(t)] <= a_j (it is an e-value). The sum and the largest of all their fortunes,
//
//   Shiryaev-Roberts  M_t = sum_{j <= t} Lambda_j(t) = (M_{t-1} + a_t) f(u_t),
//   CUSUM             M_t = max_{j <= t} Lambda_j(t) = max(M_{t-1}, a_t) f(u_t),
//
// are then on average at most a_1 + ... + a_t, so that waiting until M reaches 1 takes, on average, at least until one false alarm was
// allowed. What is bet on are the values' conformal ranks u (conformal_ranks.h), uniform as long as nothing changes whatever the
// distribution; f is a density on (0, 1), here a step at a rank by an effect on the log-odds of lying above it, and M is the mean over a
// grid of steps and effects. So no baseline is estimated, and a short reference costs power instead of false alarms. Where allowances go by
// the clock, a_t = the time since the value before it, the mean time between false alarms is kept to, whatever the traffic.
//
// What was allowed while the reference was learnt is not lost: it is put on a change that comes right behind it (up to a tenth of
// a false alarm).
//
// Shin, Ramdas & Rinaldo, "E-detectors: a nonparametric framework for sequential change detection", NEJSDS 2023; Vovk, Petej, Nouretdinov,
// Ahlberg, Carlsson & Gammerman, "Retrain or not retrain: conformal test martingales for change-point detection", COPA 2021.

#include <cstdint>
#include <vector>

#include "config/catalogue.h"
#include "detectors/stream/conformal_ranks.h"
#include "detectors/stream/page_hinkley.h"
#include "detectors/stream/stream_detector.h"

namespace driftd::detectors {

enum class EvidenceSum : std::uint8_t { shiryaev_roberts, cusum };

struct EDetectorParameters {
  std::int64_t reference = 500;
  double per = 100'000;
  Side side = Side::up;
  std::int64_t seed = 1;
};

/// Takes any numbers. Signal: statistic M in false alarms, threshold 1; warning from a tenth of it on; since_change from when the bettor
/// whose fortune is the largest began.
class EDetector final : public StreamDetector {
 public:
  EDetector(EvidenceSum sum, const EDetectorParameters& parameters);

  Domain domain() const override { return Domain::numbers; }
  std::size_t update(std::span<const double> values) override;
  Level level() const override { return level_; }
  Signal signal() const override;
  void reset() override;
  bool keeps_allowance() const override { return true; }
  void allow(double false_alarms_a_value) override { allowance_ = false_alarms_a_value; }
  void save(StateWriter& state) const override;
  void load(StateReader& state) override;

 private:
  /// One step density: what a rank below and above `cut` multiplies fortunes by.
  struct Bet {
    double cut = 0;
    double below = 1;
    double above = 1;
    bool operator==(const Bet&) const = default;
  };
  /// The fortunes of all who made one bet: their sum, and the largest with the moment from which it stems.
  struct Fortune {
    double sum = 0;
    double largest = 1;  // in units of what he began with
    std::uint64_t began = 0;
  };

  void learn(double value);
  void place_bets();
  void judge(double rank);
  std::size_t training_size() const;
  const Fortune& leading() const;

  EvidenceSum sum_;
  EDetectorParameters parameters_;
  Level level_ = Level::learning;
  std::uint64_t count_ = 0;
  std::vector<double> training_;
  ConformalRanks ranks_;
  std::vector<Bet> bets_;
  std::vector<Fortune> fortunes_;
  double evidence_ = 0;
  double allowance_;
};

void declare_e_detectors(config::Catalogue<StreamDetectorPointer>& catalogue);

}  // namespace driftd::detectors
