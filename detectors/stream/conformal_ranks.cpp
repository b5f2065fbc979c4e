#include "detectors/stream/conformal_ranks.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace driftd::detectors {

ConformalRanks::ConformalRanks(std::span<const double> training, std::uint64_t seed) : random_(seed) {
  std::vector<double> sorted(training.begin(), training.end());
  std::ranges::sort(sorted);
  std::vector<double> distinct = sorted;
  distinct.erase(std::ranges::unique(distinct).begin(), distinct.end());
  if (distinct.size() > kMostCells) {
    distinct.clear();
    for (std::size_t i = 1; i <= kMostCells; ++i) distinct.push_back(sorted[(i * sorted.size() - 1) / kMostCells]);
    distinct.erase(std::ranges::unique(distinct).begin(), distinct.end());
  }
  upper_.push_back(std::nextafter(distinct.front(), -std::numeric_limits<double>::infinity()));
  upper_.insert(upper_.end(), distinct.begin(), distinct.end());
  for (const double upper : upper_) {
    const auto below = std::ranges::upper_bound(sorted, upper) - sorted.begin();
    borders_.push_back((static_cast<double>(below) + 0.5) / (static_cast<double>(sorted.size()) + 1));
  }
  counts_.assign(upper_.size() + 1, 0);
}

std::span<const double> ConformalRanks::borders() const {
  const std::span<const double> all(borders_);
  return all.size() > 2 ? all.subspan(1, all.size() - 2) : all;
}

double ConformalRanks::rank(double value) {
  const auto cell = static_cast<std::size_t>(std::ranges::lower_bound(upper_, value) - upper_.begin());
  ++count_;
  ++counts_[cell];
  std::uint64_t below = 0;
  for (std::size_t i = 0; i < cell; ++i) below += counts_[i];
  return (static_cast<double>(below) + random_.open_uniform() * static_cast<double>(counts_[cell])) / static_cast<double>(count_);
}

void ConformalRanks::save(StateWriter& state) const {
  state.put(upper_);
  state.put(borders_);
  state.put(counts_);
  state.put(count_);
  state.put(random_.state());
}

void ConformalRanks::load(StateReader& state) {
  state.get(upper_);
  state.get(borders_);
  state.get(counts_);
  state.get(count_);
  random_ = SplitMix64(state.get<std::uint64_t>());
  std::uint64_t counted = 0;
  for (const auto count : counts_) counted += std::min(count, count_);
  const auto is_share = [](double share) { return share > 0 && share < 1; };
  const bool unused = upper_.empty() && borders_.empty() && counts_.empty() && count_ == 0;
  const bool whole = upper_.size() <= kMostCells + 1 && borders_.size() == upper_.size() && counts_.size() == upper_.size() + 1 &&
                     counted == count_ && std::ranges::is_sorted(upper_) &&
                     std::ranges::all_of(upper_, [](double upper) { return std::isfinite(upper); }) &&
                     std::ranges::all_of(borders_, is_share);
  if (!state.failed() && (whole || unused)) return;
  state.fail();
  *this = {};
}

}  // namespace driftd::detectors
