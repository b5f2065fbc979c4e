#include "detectors/compare/numeric_reference.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "config/assertion.h"

namespace driftd::detectors {

namespace {

constexpr std::uint8_t kFormat = 1;

/// Lanes searches in step: each halving waits for memory once, not Lanes times, and no branch depends on a value.
template <std::size_t Lanes>
void locate_together(std::span<const double> sorted, const double* values, Cell* cells) {
  std::array<std::size_t, Lanes> first{};
  std::size_t length = sorted.size();
  while (length > 1) {
    const std::size_t half = length / 2;
    for (std::size_t lane = 0; lane < Lanes; ++lane) {
      const std::size_t upper = first[lane] + half;
      first[lane] = sorted[upper - 1] < values[lane] ? upper : first[lane];
    }
    length -= half;
  }
  for (std::size_t lane = 0; lane < Lanes; ++lane) {
    const double candidate = sorted[first[lane]];
    const auto is_above = static_cast<std::size_t>(candidate < values[lane]);
    const auto is_equal = static_cast<std::size_t>(candidate == values[lane]);
    cells[lane] = static_cast<Cell>(2 * (first[lane] + is_above) + is_equal);
  }
}

}  // namespace

NumericReference::NumericReference(std::span<const double> sample) {
  DRIFTD_ASSERT(sample.size() <= kMostValues);
  std::vector<double> sorted;
  sorted.reserve(sample.size());
  std::ranges::copy_if(sample, std::back_inserter(sorted), [](double value) { return !std::isnan(value); });
  std::ranges::sort(sorted);
  size_ = sorted.size();
  for (const double value : sorted) {
    if (values_.empty() || values_.back() != value) {
      values_.push_back(value);
      multiplicities_.push_back(0);
    }
    ++multiplicities_.back();
  }
}

void NumericReference::locate(std::span<const double> values, std::span<Cell> cells) const {
  DRIFTD_ASSERT(cells.size() == values.size());
  if (values_.empty()) {
    std::ranges::fill(cells, 0);
    return;
  }
  constexpr std::size_t kLanes = 8;
  std::size_t i = 0;
  for (; i + kLanes <= values.size(); i += kLanes) locate_together<kLanes>(values_, &values[i], &cells[i]);
  for (; i < values.size(); ++i) locate_together<1>(values_, &values[i], &cells[i]);
}

void NumericReference::save(StateWriter& state) const {
  state.put(kFormat);
  state.put(values_);
  state.put(multiplicities_);
}

void NumericReference::load(StateReader& state) {
  if (state.get<std::uint8_t>() != kFormat) state.fail();
  state.get(values_);
  state.get(multiplicities_);
  size_ = std::accumulate(multiplicities_.begin(), multiplicities_.end(), std::uint64_t{0});
  const bool rising = std::ranges::adjacent_find(values_, [](double left, double right) { return !(left < right); }) == values_.end();
  const bool lone_nan = values_.size() == 1 && std::isnan(values_.front());
  const bool whole = values_.size() == multiplicities_.size() && size_ <= kMostValues && rising && !lone_nan &&
                     std::ranges::find(multiplicities_, 0U) == multiplicities_.end();
  if (!state.failed() && whole) return;
  state.fail();
  *this = {};
}

}  // namespace driftd::detectors
