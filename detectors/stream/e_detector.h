#pragma once

// E-detectors: detectors of change with a stated number of false alarms, for any distribution and without asymptotics.
//
// Somebody starts to bet at each moment j, at fair odds, that things are no longer as they were: his fortune Lambda_j begins at 1, and as
// long as nothing changes it does not grow on average, E[Lambda_j(t)] <= 1 (it is an e-value). The sum and the largest of all their
// fortunes,
//
//   Shiryaev-Roberts  M_t = sum_{j <= t} Lambda_j(t) = (M_{t-1} + 1) f(u_t)       CUSUM  M_t = max_{j <= t} Lambda_j(t) = max(M_{t-1}, 1)
//   f(u_t)
//
// are then on average at most t, so that waiting until M reaches c takes at least c values on average: "one false alarm in 100,000 values"
// is the threshold c = 100,000. What is bet on are the values' conformal ranks (conformal_ranks.h), uniform as long as nothing changes
// whatever the distribution; f is a density on (0, 1), here a step at a rank c by an effect e on the log-odds of lying above it, and M is
// the mean over a grid of steps and effects. So no baseline is estimated, and a short reference costs power instead of false alarms.
//
// A share `head_start` of the budget is put on one candidate, a change that comes right behind the reference: M_0 = head_start * per and
// c = (1 + head_start) * per. Before that many values have come one may expect up to head_start false alarms more.
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
  double head_start = 0.02;
  std::int64_t seed = 1;
};

/// Takes any numbers. Signal: statistic M, threshold (1 + head_start) per; warning from a tenth of it on; since_change from when the bettor
/// whose fortune is the largest began.
class EDetector final : public StreamDetector {
 public:
  EDetector(EvidenceSum sum, const EDetectorParameters& parameters);

  std::size_t update(std::span<const double> values) override;
  Level level() const override { return level_; }
  Signal signal() const override;
  void reset() override;
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
    double largest = 1;
    std::uint64_t began = 0;
  };

  void learn(double value);
  void place_bets();
  void judge(double rank);
  double threshold() const { return (1 + parameters_.head_start) * parameters_.per; }
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
};

void declare_e_detectors(config::Catalogue<StreamDetectorPointer>& catalogue);

}  // namespace driftd::detectors
