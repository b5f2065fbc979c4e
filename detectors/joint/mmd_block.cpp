#include "detectors/joint/mmd_block.h"

#include <algorithm>
#include <cmath>

namespace driftd::detectors {

namespace {

RowsView part(const RowsView& rows, std::size_t first, std::size_t count) {
  return {.values = rows.values.subspan(first * rows.columns, count * rows.columns), .columns = rows.columns};
}

double pairs_in(std::size_t rows) {
  return static_cast<double>(rows) * static_cast<double>(rows - 1);
}

/// The mean of k over all pairs of different rows.
double mean_within(const GaussianKernel& kernel, const RowsView& rows) {
  double sum = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) sum += kernel(rows.row(i), rows.row(j));
  }
  return 2 * sum / pairs_in(rows.size());
}

/// The mean of k over all pairs of one row each, but for those of one place.
double mean_between(const GaussianKernel& kernel, const RowsView& x, const RowsView& y) {
  double sum = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    for (std::size_t j = 0; j < y.size(); ++j) {
      if (i != j) sum += kernel(x.row(i), y.row(j));
    }
  }
  return sum / pairs_in(x.size());
}

}  // namespace

void MmdBlock::learn(const RowsView& reference, const WindowShape& shape) {
  reference_ = reference;
  kernel_ = GaussianKernel(median_distance(reference));
  const auto root = static_cast<std::size_t>(std::sqrt(static_cast<double>(std::min(reference.size(), shape.pane * shape.panes))));
  const std::size_t size = std::max<std::size_t>(std::min({block_, root, shape.pane / 2}), 2);
  sums_ = SlotSums(reference.size() / size, size);
  within_.clear();
  for (std::size_t slot = 0; slot < sums_.slots(); ++slot) within_.push_back(mean_within(kernel_, part(reference, slot * size, size)));
}

PaneSummary MmdBlock::summarise(const RowsView& rows, std::uint64_t before) const {
  return sums_.sum(rows.size(), before, [&](std::size_t slot, std::size_t first) {
    const auto x = part(reference_, slot * sums_.size(), sums_.size());
    const auto y = part(rows, first, sums_.size());
    return within_[slot] + mean_within(kernel_, y) - 2 * mean_between(kernel_, x, y);
  });
}

void declare_mmd_block(config::Catalogue<JointComparisonPointer>& catalogue) {
  catalogue.add({.name = "mmd_block",
                 .summary = "maximum mean discrepancy over blocks (B-test): any change of rows as a whole",
                 .paper = "Zaremba, Gretton & Blaschko, B-tests: low variance kernel two-sample tests, NIPS 2013",
                 .guarantee = "calibrated: for independent rows, by the limit distribution, quiet with few blocks; of 1,200 unchanged "
                              "windows (normal, heavy tails, categories and gaps, 400 columns) "
                              "3.2 % alarmed at alpha .05",
                 .cost = "one and a half times `block` kernels a row; 8 bytes a reference value"},
                joint_declaration<MmdBlockParameters>("maximum mean discrepancy over blocks")
                    .optional("block", &MmdBlockParameters::block, config::integer({.min = 2, .max = 256}),
                              "rows of either sample in a block, at most"),
                [](const MmdBlockParameters& parameters) -> JointComparisonPointer { return std::make_unique<MmdBlock>(parameters); });
}

}  // namespace driftd::detectors
