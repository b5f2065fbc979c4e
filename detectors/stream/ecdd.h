#pragma once

// ECDD, EWMA for concept drift detection: a control chart of errors. With p the error rate since the start and
// z <- (1 - lambda) z + lambda x, which forgets,
//
//   z > p + L s   is drift,   z > p + L s / 2   a warning,   s^2 = p (1 - p) lambda / (2 - lambda) (1 - (1 - lambda)^(2n))
//
// where L is a polynomial in p, fitted so that false alarms come once in so many values (arl) whatever p is.
//
// Ross, Adams, Tasoulis & Hand, "Exponentially weighted moving average charts for detecting concept drift", Pattern Recognition
// Letters 33 (2012).
//
// Agreement: with MOA's EWMAChartDM (lambda .2, the polynomial for 400), whose counter runs one ahead: its minimum of 30 is a warm-up of
// 30 here for drift, and warns at 29 already. The polynomials were fitted for lambda .2 and for rates below .3 or so; what is
// promised is not what is seen: once in 280 to 370 values instead of 400 where the rate is .05 or .2, hardly ever at .5. The paper's third
// one, for 1,000, falls below 0 at rates that occur, and is left out. It looks at rises only, as the paper does.

#include <cstdint>

#include "config/catalogue.h"
#include "detectors/stream/stepping_detector.h"

namespace driftd::detectors {

/// Values between false alarms that the polynomial was fitted for.
enum class EcddRunLength : std::uint8_t { hundred, four_hundred };

struct EcddParameters {
  std::int64_t warm_up = 30;
  double lambda = 0.2;
  EcddRunLength arl = EcddRunLength::four_hundred;
};

/// Signal: statistic z, threshold that of drift, since_change the values since z was last no higher than p.
class EcddMethod {
 public:
  using Parameters = EcddParameters;
  static constexpr Domain kDomain = Domain::errors;
  static constexpr std::uint8_t kFormat = 1;

  struct State {
    Level level = Level::learning;
    std::uint64_t count = 0;
    std::uint64_t errors = 0;
    std::uint64_t count_not_above = 0;
    double average = 0;
    double start_weight = 1;  // (1 - lambda)^(2n)

    static void each(auto& state, auto visit) {
      visit(state.level);
      visit(state.count);
      visit(state.errors);
      visit(state.count_not_above);
      visit(state.average);
      visit(state.start_weight);
    }
  };

  explicit EcddMethod(const Parameters& parameters);

  void take(State& state, double value) const;
  Signal signal(const State& state) const;
  bool is_whole(const State& state) const;

 private:
  /// L s, for the rate p.
  double reach(const State& state, double rate) const;

  EcddRunLength arl_;
  std::uint64_t first_judged_;
  double lambda_;
  double spread_;  // lambda / (2 - lambda)
  double kept_squared_;
};

extern template class SteppingDetector<EcddMethod>;
using Ecdd = SteppingDetector<EcddMethod>;

void declare_ecdd(config::Catalogue<StreamDetectorPointer>& catalogue);

}  // namespace driftd::detectors
