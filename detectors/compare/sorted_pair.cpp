#include "detectors/compare/sorted_pair.h"

#include <algorithm>
#include <vector>

#include "detectors/compare/difference_walk.h"
#include "detectors/compare/quantile_bins.h"
#include "detectors/stats/moments.h"

namespace driftd::detectors {

namespace {

class SortedSample {
 public:
  explicit SortedSample(std::span<const double> rising) : rising_(rising) {}

  std::uint64_t size() const { return rising_.size(); }
  double at(std::uint64_t rank) const { return rising_[rank]; }
  std::uint64_t count_up_to(double value) const {
    return static_cast<std::uint64_t>(std::ranges::upper_bound(rising_, value) - rising_.begin());
  }
  std::uint64_t count_below(double value) const {
    return static_cast<std::uint64_t>(std::ranges::lower_bound(rising_, value) - rising_.begin());
  }

 private:
  std::span<const double> rising_;
};

/// The values of a sample of at most `most` distinct ones; of more, one value more than that.
std::vector<double> few_distinct(const SortedSample& sample, std::size_t most) {
  std::vector<double> distinct;
  for (std::uint64_t passed = 0; passed < sample.size() && distinct.size() <= most; passed = sample.count_up_to(distinct.back())) {
    distinct.push_back(sample.at(passed));
  }
  return distinct;
}

Bins bins_of(const SortedSample& reference, const SortedSample& window) {
  const auto distinct = few_distinct(reference, kQuantileBins);
  return distinct.size() <= kQuantileBins ? bins_by_value(reference, window, distinct) : bins_by_quantile(reference, window);
}

DifferenceWalk walk(std::span<const double> reference, std::span<const double> window) {
  DifferenceWalk walk{.n = static_cast<std::int64_t>(reference.size()), .m = static_cast<std::int64_t>(window.size())};
  if (reference.empty() || window.empty()) return walk;
  walk.at = std::min(reference.front(), window.front());
  walk.pass(reference, window);
  return walk;
}

}  // namespace

void SortedPair::sort(std::span<const double> reference, std::span<const double> window) {
  reference_ = reference_sorter_.sort(reference);
  window_ = window_sorter_.sort(window);
}

PairDifferences SortedPair::differences() const {
  const auto ranks = walk(reference_, window_);
  PairDifferences result{.largest = ranks.largest, .area = ranks.area, .bins = bins_of(SortedSample(reference_), SortedSample(window_))};
  const auto finite_reference = finite_part(reference_);
  const auto finite_window = finite_part(window_);
  const bool all_finite = finite_reference.size() == reference_.size() && finite_window.size() == window_.size();
  if (!all_finite) result.area = walk(finite_reference, finite_window).area;
  return result;
}

}  // namespace driftd::detectors
