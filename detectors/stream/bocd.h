#pragma once

// BOCD, Bayesian online change point detection: a probability for every r that the newest r values are what came since the last change,
// brought up to date by each value x. With a change before any value as likely as `hazard`, and pi_r(x) the density of x given r values,
//
//   P(r + 1) ~ P(r) pi_r(x) (1 - hazard),   P(0) ~ sum P(r) pi_r(x) hazard      (then all divided by their sum)
//
// Drift is where the values since the start, or since further back than max_run, are together less likely than `1 - threshold` to be one
// run. What a value may be within a run is the model's:
//
//   errors   0 or 1 (or a share) with an unknown rate, beta distributed: pi_r is the rate after r values, or 1 less it
//   normal   any number, normal with unknown mean and variance: pi_r is Student's distribution
//
// What a new run is expected to be is learnt from the warm-up: its mean (and variance), worth one value; so numbers may have any unit. To
// the normal model an error that is rare is an outlier, which is a change to it: on 0/1 values of rate .05 it has 18,500 false alarms
// in 1,000,000.
//
// Adams & MacKay, "Bayesian online changepoint detection", arXiv:0710.3742 (2007);
// Murphy, "Conjugate Bayesian analysis of the Gaussian distribution" (2007), for the updates.
//
// Agreement: the recursion is the paper's. It keeps all run lengths, here those from max_run on are one, with the statistics of the oldest
// run. Frouros (a normal of known variance, prior 0 and 1) alarms where some shorter run is the most likely, and its memory grows with the
// square of the values.

#include <cstdint>
#include <vector>

#include "config/catalogue.h"
#include "detectors/stream/stepping_detector.h"

namespace driftd::detectors {

enum class BocdModel : std::uint8_t { errors, normal };

struct BocdParameters {
  BocdModel model = BocdModel::errors;
  std::int64_t warm_up = 30;
  double hazard = 0.001;
  double threshold = 0.9;
  std::int64_t max_run = 200;
};

/// Signal: statistic the probability of a change, threshold that parameter, since_change the likeliest run.
class BocdMethod {
 public:
  using Parameters = BocdParameters;
  static constexpr std::uint8_t kFormat = 1;

  /// A run's probability and what its values say of mean and (beta / alpha, normal-gamma) variance.
  struct Run {
    double probability = 0;
    double mean = 0;
    double beta = 1;
    double log_beta = 0;

    static void each(auto& run, auto visit) {
      visit(run.probability);
      visit(run.mean);
      visit(run.beta);
      visit(run.log_beta);
    }
  };
  struct State {
    Level level = Level::learning;
    Direction direction = Direction::unknown;
    std::uint64_t count = 0;
    double mean = 0;            // while learning
    double sum_of_squares = 0;  // of deviations, while learning
    Run prior;
    Run oldest;
    std::uint64_t likeliest = 0;

    static void each(auto& state, auto visit) {
      visit(state.level);
      visit(state.direction);
      visit(state.count);
      visit(state.mean);
      visit(state.sum_of_squares);
      Run::each(state.prior, visit);
      Run::each(state.oldest, visit);
      visit(state.likeliest);
    }
  };

  explicit BocdMethod(const Parameters& parameters);

  Domain domain() const { return model_ == BocdModel::errors ? Domain::shares : Domain::numbers; }

  void take(State& state, double value);
  Signal signal(const State& state) const;
  bool is_whole(const State& state) const;
  void save(StateWriter& state) const;
  void load(StateReader& state);
  void clear() { active_ = 0; }

 private:
  struct Weights {      // of a run of some number of values
    double shrink = 0;  // kappa / (2 (kappa + 1))
    double kappa = 0;
    double power = 0;  // alpha + 1/2
    double log_scale = 0;
  };

  Weights weights_of(double values) const;
  double log_density(Run& run, const Weights& weights, double value) const;
  bool is_run(const Run& run) const;
  void learn(State& state, double value) const;
  void weigh(State& state, double value);
  void judge(State& state) const;

  BocdModel model_;
  std::uint64_t warm_up_;
  double hazard_;
  double threshold_;
  std::vector<Weights> weights_;  // by run length
  std::vector<Run> runs_;         // by run length, those shorter than max_run
  std::vector<double> log_densities_;
  std::size_t active_ = 0;  // so many of runs_ are in use
};

extern template class SteppingDetector<BocdMethod>;
using Bocd = SteppingDetector<BocdMethod>;

void declare_bocd(config::Catalogue<StreamDetectorPointer>& catalogue);

}  // namespace driftd::detectors
