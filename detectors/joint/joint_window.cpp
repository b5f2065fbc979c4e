#include "detectors/joint/joint_window.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "config/assertion.h"

namespace driftd::detectors {

JointWindow::JointWindow(const std::vector<config::FeatureType>& types, JointComparisonPointer comparison, const WindowShape& shape)
    : encoder_(types), comparison_(std::move(comparison)), shape_(shape) {
  DRIFTD_ASSERT(!types.empty());
  learn_encoded();
}

void JointWindow::learn(std::span<const double> rows) {
  const std::size_t columns = encoder_.columns();
  DRIFTD_ASSERT(rows.size() % columns == 0);
  const std::size_t count = rows.size() / columns;
  const std::size_t kept = std::min(count, comparison_->keep());
  std::vector<double> sample;
  sample.reserve(kept * columns);
  for (std::size_t i = 0; i < kept; ++i) {
    const auto row = rows.subspan(i * count / kept * columns, columns);
    sample.insert(sample.end(), row.begin(), row.end());
  }
  encoder_.learn(sample, comparison_->most_columns(kept), comparison_->seed());
  reference_.clear();
  encoder_.encode(sample, reference_);
  learn_encoded();
}

void JointWindow::learn_encoded() {
  panes_.clear();
  sizes_.clear();
  rows_ = 0;
  comparison_->learn({.values = reference_, .columns = std::max<std::size_t>(encoder_.width(), 1)}, shape_);
}

void JointWindow::add_pane(std::span<const double> rows) {
  DRIFTD_ASSERT(encoder_.width() > 0);
  std::vector<double> encoded;
  encoded.reserve(rows.size() / encoder_.columns() * encoder_.width());
  encoder_.encode(rows, encoded);
  const RowsView pane{.values = encoded, .columns = encoder_.width()};
  if (full()) {
    panes_.erase(panes_.begin());
    sizes_.erase(sizes_.begin());
  }
  panes_.push_back(comparison_->summarise(pane, rows_));
  sizes_.push_back(pane.size());
  rows_ += pane.size();
}

Evidence JointWindow::compare() const {
  if (reference_.empty() || size() == 0) return {};
  const Evidence evidence = comparison_->compare(panes_);
  return std::isnan(evidence.statistic) ? Evidence{.statistic = 0, .p_value = 1} : evidence;
}

std::uint64_t JointWindow::size() const {
  return std::accumulate(sizes_.begin(), sizes_.end(), std::uint64_t{0});
}

void JointWindow::save(StateWriter& state) const {
  encoder_.save(state);
  state.put(reference_);
  state.put(rows_);
  state.put(sizes_);
  for (const PaneSummary& pane : panes_) state.put(pane);
}

void JointWindow::load(StateReader& state) {
  encoder_.load(state);
  state.get(reference_);
  const std::size_t width = std::max<std::size_t>(encoder_.width(), 1);
  const auto within = [](double value) { return std::abs(value) <= 1e9; };
  const bool good = reference_.size() % width == 0 && reference_.size() / width <= comparison_->keep() &&
                    width <= comparison_->most_columns(comparison_->keep()) && std::ranges::all_of(reference_, within);
  if (!good) {
    state.fail();
    reference_.clear();
  }
  learn_encoded();
  state.get(rows_);
  state.get(sizes_);
  if (sizes_.size() > shape_.panes || (!sizes_.empty() && encoder_.width() == 0)) state.fail();
  if (state.failed()) sizes_.clear();
  for (std::size_t i = 0; i < sizes_.size(); ++i) {
    state.get(panes_.emplace_back());
    if (comparison_->accepts(panes_.back())) continue;
    state.fail();
    panes_.clear();
    sizes_.clear();
  }
}

}  // namespace driftd::detectors
