#include "detectors/compare/column_window.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "config/assertion.h"

namespace driftd::detectors {

namespace {

constexpr Cell kMissing = std::numeric_limits<Cell>::max();

void drop_front(auto& values, std::size_t count) {
  values.erase(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(count));
}

}  // namespace

ColumnWindow::ColumnWindow(config::FeatureType type, std::size_t pane_size, std::size_t panes, std::size_t gaps)
    : type_(type), pane_size_(pane_size), panes_(panes), gaps_(gaps), counts_(cell_count()) {
  cells_.reserve(pane_size * panes);
  if (is_numeric()) values_.reserve(pane_size * panes);
}

void ColumnWindow::learn(std::span<const double> reference) {
  if (is_numeric()) {
    numbers_ = NumericReference(reference, gaps_);
  } else {
    categories_ = CategoryReference(reference);
  }
  counts_.assign(cell_count(), 0);
  cells_.clear();
  values_.clear();
}

void ColumnWindow::add(std::span<const double> values) {
  const std::size_t before = cells_.size();
  DRIFTD_ASSERT(before + values.size() <= pane_size_ * panes_);
  cells_.resize(before + values.size());
  const auto added = std::span(cells_).subspan(before);
  if (is_numeric()) {
    numbers_.locate(values, added);
    values_.insert(values_.end(), values.begin(), values.end());
  } else {
    categories_.locate(values, added);
  }
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (std::isnan(values[i])) {
      added[i] = kMissing;
    } else {
      ++counts_[added[i]];
    }
  }
}

void ColumnWindow::turn() {
  if (!full()) return;
  for (const Cell cell : std::span(cells_).first(pane_size_)) {
    if (cell != kMissing) --counts_[cell];
  }
  drop_front(cells_, pane_size_);
  if (is_numeric()) drop_front(values_, pane_size_);
}

/// The cells are known and in order: each value goes to its cell's place, and only those that share a gap are left to be sorted.
std::vector<double> ColumnWindow::rising_values() const {
  std::vector<std::uint32_t> ends(counts_.size());
  std::exclusive_scan(counts_.begin(), counts_.end(), ends.begin(), 0U);
  std::vector<double> rising(std::size_t{ends.back()} + counts_.back());
  for (std::size_t i = 0; i < cells_.size(); ++i) {
    if (cells_[i] != kMissing) rising[ends[cells_[i]]++] = values_[i];
  }
  for (std::size_t gap = 0; gap < counts_.size(); gap += 2) {
    if (counts_[gap] > 1) std::ranges::sort(std::span(rising).subspan(ends[gap] - counts_[gap], counts_[gap]));
  }
  return rising;
}

Evidence ColumnWindow::compare(const Comparison& comparison) const {
  if (!is_numeric()) return comparison.compare(categories_, counts_);
  if (!comparison.needs_values()) return comparison.compare(numbers_, counts_);
  const auto rising = rising_values();
  return comparison.compare(numbers_, NumberWindow(counts_, rising));
}

CategoryChanges ColumnWindow::category_changes() const {
  return is_numeric() ? CategoryChanges{} : categories_.changes(counts_);
}

void ColumnWindow::save(StateWriter& state) const {
  numbers_.save(state);
  categories_.save(state);
  if (is_numeric()) {
    state.put(values_);
  } else {
    state.put(cells_);
  }
}

void ColumnWindow::load(StateReader& state) {
  numbers_.load(state);
  categories_.load(state);
  counts_.assign(cell_count(), 0);
  cells_.clear();
  values_.clear();
  if (is_numeric()) {
    std::vector<double> values;
    state.get(values);
    if (values.size() > pane_size_ * panes_) return state.fail();
    add(values);  // cells follow from the values
  } else {
    std::vector<Cell> cells;
    state.get(cells);
    const auto fits = [this](Cell cell) { return cell == kMissing || cell < counts_.size(); };
    if (cells.size() > pane_size_ * panes_ || !std::ranges::all_of(cells, fits)) return state.fail();
    cells_.assign(cells.begin(), cells.end());
    for (const Cell cell : cells_) {
      if (cell != kMissing) ++counts_[cell];
    }
  }
}

}  // namespace driftd::detectors
