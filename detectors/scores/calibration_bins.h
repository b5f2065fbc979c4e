#pragma once

// Probabilities in equal bins of 0..1 with what became of them: of each bin how many there were, and the gap between what happened (1 or 0)
// and the probability that it was given. A probability on an edge belongs to the bin above; 1 to the last one. On an edge is what is a
// billionth of a bin off: 0.1 that went through 1 - 0.9 is still 0.1.

#include <cstdint>
#include <span>
#include <vector>

#include "detectors/scores/mean_sum.h"

namespace driftd::detectors {

class CalibrationBins {
 public:
  static constexpr std::int64_t kMostBins = 1000;

  explicit CalibrationBins(std::int64_t bins) : gaps_(static_cast<std::size_t>(bins)) {}

  /// `probability` is 0..1.
  void add(double probability, bool happened) {
    const auto bins = static_cast<double>(gaps_.size());
    const auto bin = std::min(static_cast<std::size_t>(probability * bins + kEdge), gaps_.size() - 1);
    gaps_[bin].add((happened ? 1.0 : 0.0) - probability);
  }

  void merge(const CalibrationBins& other) {
    for (std::size_t i = 0; i < gaps_.size(); ++i) gaps_[i].merge(other.gaps_[i]);
  }

  void clear() { gaps_.assign(gaps_.size(), MeanSum{}); }
  std::span<const MeanSum> gaps() const { return gaps_; }
  std::int64_t size() const { return static_cast<std::int64_t>(gaps_.size()); }

  void save(StateWriter& state) const {
    for (const MeanSum& gap : gaps_) gap.save(state);
  }
  void load(StateReader& state) {
    for (MeanSum& gap : gaps_) gap.load(state);
  }

 private:
  static constexpr double kEdge = 1e-9;

  std::vector<MeanSum> gaps_;
};

}  // namespace driftd::detectors
