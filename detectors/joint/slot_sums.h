#pragma once

// Terms of a mean that come in slots: the reference's rows are cut into slots (a pair, a block), and each equally large piece of the window
// makes one term with the next slot, round and round. Where a window is longer than the reference a slot serves several pieces, and
// those terms are not independent of one another; sums by slot are. The mean of all terms is judged by how much the slots' sums
// differ: with K slots in use and their sums S,
//
//   t = sum S / sqrt(K sum (S - mean S)^2 / (K - 1)),   which tends to a standard normal; held against Student's t with K - 1
//
// degrees of freedom. A summary is K counts and K sums; panes merge by addition.

#include "detectors/joint/joint_comparison.h"

namespace driftd::detectors {

class SlotSums {
 public:
  /// Room for `slots` slots of `size` rows.
  SlotSums(std::size_t slots, std::size_t size) : slots_(slots), size_(size) {}
  SlotSums() = default;

  std::size_t slots() const { return slots_; }
  std::size_t size() const { return size_; }

  /// term(slot, piece's first row) for each whole piece of the rows; pieces go on where the `before` rows before left off.
  template <class Term>
  PaneSummary sum(std::size_t rows, std::uint64_t before, Term term) const {
    PaneSummary summary(2 * slots_);
    if (slots_ == 0) return summary;
    std::size_t slot = before / size_ % slots_;
    for (std::size_t first = 0; first + size_ <= rows; first += size_) {
      summary[slot] += 1;
      summary[slots_ + slot] += term(slot, first);
      slot = slot + 1 == slots_ ? 0 : slot + 1;
    }
    return summary;
  }

  /// Statistic: the mean of the terms; p-value: how likely so large a one is. NaNs where there is no term.
  Evidence evidence(std::span<const PaneSummary> window) const;
  bool accepts(const PaneSummary& summary) const;

 private:
  std::size_t slots_ = 0;
  std::size_t size_ = 1;
};

}  // namespace driftd::detectors
