#include "detectors/compare/numeric_reference.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "config/assertion.h"
#include "detectors/compare/sorted_search.h"

namespace driftd::detectors {

namespace {

constexpr std::uint8_t kFormat = 2;

/// How many of the sorted values, which are not none, equal the first.
std::size_t run_length(std::span<const double> sorted) {
  return static_cast<std::size_t>(std::ranges::find_if(sorted, [first = sorted.front()](double value) { return value != first; }) -
                                  sorted.begin());
}

}  // namespace

NumericReference::NumericReference(std::span<const double> sample, std::size_t gaps) {
  DRIFTD_ASSERT(sample.size() <= kMostValues);
  std::vector<double> sorted;
  sorted.reserve(sample.size());
  std::ranges::copy_if(sample, std::back_inserter(sorted), [](double value) { return !std::isnan(value); });
  std::ranges::sort(sorted);
  size_ = sorted.size();
  moments_ = moments_of(finite_part(sorted));
  if (gaps == kAllGaps || gaps >= sorted.size()) {
    cut_everywhere(sorted);
  } else {
    cut_every(sorted.size() / gaps, sorted);
  }
}

void NumericReference::cut_everywhere(std::span<const double> sorted) {
  counts_.clear();
  while (!sorted.empty()) {
    const std::size_t equal = run_length(sorted);
    cuts_.push_back(sorted.front());
    counts_.push_back(0);
    counts_.push_back(static_cast<std::uint32_t>(equal));
    sorted = sorted.subspan(equal);
  }
  counts_.push_back(0);
}

void NumericReference::cut_every(std::uint64_t most_inside, std::span<const double> sorted) {
  counts_.clear();
  std::uint64_t inside = 0;
  double inside_mean = 0;
  while (!sorted.empty()) {
    const double value = sorted.front();
    const std::size_t equal = run_length(sorted);
    sorted = sorted.subspan(equal);
    if (!cuts_.empty() && !sorted.empty() && inside + equal <= most_inside) {
      inside += equal;
      const double weight = static_cast<double>(equal) / static_cast<double>(inside);
      inside_mean = std::clamp(inside_mean * (1 - weight) + value * weight, cuts_.back(), value);
      continue;
    }
    cuts_.push_back(value);
    gap_means_.push_back(inside_mean);
    counts_.push_back(static_cast<std::uint32_t>(inside));
    counts_.push_back(static_cast<std::uint32_t>(equal));
    inside = 0;
    inside_mean = 0;
  }
  counts_.push_back(0);
}

void NumericReference::locate(std::span<const double> values, std::span<Cell> cells) const {
  count_below(cuts_, values, cells);
  const auto cuts = static_cast<Cell>(cuts_.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    const Cell below = cells[i];
    cells[i] = 2 * below + static_cast<Cell>(below < cuts && cuts_[below] == values[i]);
  }
}

void NumericReference::save(StateWriter& state) const {
  state.put(kFormat);
  state.put(cuts_);
  state.put(counts_);
  state.put(gap_means_);
  moments_.save(state);
}

void NumericReference::load(StateReader& state) {
  if (state.get<std::uint8_t>() != kFormat) state.fail();
  state.get(cuts_);
  state.get(counts_);
  state.get(gap_means_);
  moments_.load(state);
  size_ = std::accumulate(counts_.begin(), counts_.end(), std::uint64_t{0});
  if (!state.failed() && is_whole()) return;
  state.fail();
  *this = {};
}

bool NumericReference::is_whole() const {
  if (counts_.size() != 2 * cuts_.size() + 1 || size_ > kMostValues || counts_.back() != 0) return false;
  if (!gap_means_.empty() && gap_means_.size() != cuts_.size()) return false;
  if (std::ranges::any_of(cuts_, [](double cut) { return std::isnan(cut); })) return false;
  for (std::size_t i = 0; i < cuts_.size(); ++i) {
    if (i > 0 && !(cuts_[i - 1] < cuts_[i])) return false;
    const std::uint32_t inside = counts_[2 * i];
    if (counts_[2 * i + 1] == 0 || (inside > 0 && (is_exact() || i == 0))) return false;
    if (inside > 0 && !(cuts_[i - 1] <= gap_means_[i] && gap_means_[i] <= cuts_[i])) return false;
  }
  return moments_.size <= size_;
}

}  // namespace driftd::detectors
