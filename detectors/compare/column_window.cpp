#include "detectors/compare/column_window.h"

#include "config/assertion.h"

namespace driftd::detectors {

ColumnWindow::ColumnWindow(config::FeatureType type, std::size_t pane_size, std::size_t panes)
    : type_(type), pane_size_(pane_size), panes_(panes) {
  cells_.reserve(pane_size * panes);
}

std::size_t ColumnWindow::cell_count() const {
  return type_ == config::FeatureType::numeric ? numbers_.cell_count() : categories_.row_count();
}

void ColumnWindow::learn(std::span<const double> reference) {
  if (type_ == config::FeatureType::numeric) {
    numbers_ = NumericReference(reference);
  } else {
    categories_ = CategoryReference(reference);
  }
  counts_.assign(cell_count(), 0);
  cells_.clear();
}

void ColumnWindow::add(std::span<const double> values) {
  const std::size_t before = cells_.size();
  DRIFTD_ASSERT(before + values.size() <= pane_size_ * panes_);
  cells_.resize(before + values.size());
  const auto added = std::span(cells_).subspan(before);
  if (type_ == config::FeatureType::numeric) {
    numbers_.locate(values, added);
  } else {
    categories_.locate(values, added);
  }
  for (const Cell cell : added) ++counts_[cell];
}

void ColumnWindow::turn() {
  if (!full()) return;
  for (const Cell cell : std::span(cells_).first(pane_size_)) --counts_[cell];
  cells_.erase(cells_.begin(), cells_.begin() + static_cast<std::ptrdiff_t>(pane_size_));
}

Evidence ColumnWindow::compare(const Comparison& comparison) const {
  return type_ == config::FeatureType::numeric ? comparison.compare(numbers_, counts_) : comparison.compare(categories_, counts_);
}

void ColumnWindow::save(StateWriter& state) const {
  numbers_.save(state);
  categories_.save(state);
  state.put(cells_);
}

void ColumnWindow::load(StateReader& state) {
  numbers_.load(state);
  categories_.load(state);
  state.get(cells_);
  counts_.assign(cell_count(), 0);
  if (cells_.size() > pane_size_ * panes_) return state.fail();
  for (const Cell cell : cells_) {
    if (cell >= counts_.size()) return state.fail();
    ++counts_[cell];
  }
}

}  // namespace driftd::detectors
