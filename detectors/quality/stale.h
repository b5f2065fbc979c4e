#pragma once

// A feed that has gone stale: no row for much longer than the reference ever had to wait. Time is that of the events, so that a silence is
// heard with the next event of any kind: a label, the daemon's tick, or the row that ends it.
//
// Too long is `times` the longest gap between two rows of the reference, and `at_least`. A reference of an hour does not know of nights and
// weekends: let it be long enough, or say in `at_least` what is usual.

#include <cstdint>

#include "config/catalogue.h"
#include "config/time.h"
#include "detectors/quality/summed_check.h"

namespace driftd::detectors {

struct StaleParameters {
  double times = 10;
  config::Duration at_least = std::chrono::hours(1);
};

class StaleMethod {
 public:
  struct Sums {
    std::uint64_t gaps = 0;
    double longest = 0;  // seconds

    void clear() { *this = {}; }
    void merge(const Sums& other);
    void save(StateWriter& state) const;
    void load(StateReader& state);
  };
  static constexpr QualityInput kInput = QualityInput::gaps;
  static constexpr bool kDoubtsRows = false;
  static constexpr bool takes(config::FeatureType /*type*/) { return true; }

  explicit StaleMethod(const StaleParameters& parameters) : parameters_(parameters) {}

  void learn(std::span<const double> reference);
  Sums none() const { return {}; }
  void count(std::span<const double> gaps, Sums& sums) const;
  QualityFinding judge(const Sums& sums) const;
  void save(StateWriter& state) const { reference_.save(state); }
  void load(StateReader& state) { reference_.load(state); }

 private:
  double limit() const;

  StaleParameters parameters_;
  Sums reference_;
};

using Stale = SummedCheck<StaleMethod>;

void declare_stale(config::Catalogue<QualityCheckPointer>& catalogue);

}  // namespace driftd::detectors
