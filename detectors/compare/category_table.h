#pragma once

// How often each category came, in bounded memory: beyond the bound all further categories share one row, "other".

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "detectors/state.h"

namespace driftd::detectors {

/// A frozen reference sample of one categorical feature: its categories (by code, see config/features.h) with their counts.
class CategoryReference {
 public:
  static constexpr std::size_t kMostCategories = 1000;

  CategoryReference() = default;
  /// NaNs are left out. The kMostCategories most frequent keep a row of their own (ties: the smaller code first), the rest are "other".
  explicit CategoryReference(std::span<const double> sample);

  /// The row of each value; a category that the reference does not list (or a NaN) is row categories(), "other".
  void locate(std::span<const double> values, std::span<std::uint32_t> rows) const;

  std::size_t categories() const { return codes_.size(); }
  std::size_t row_count() const { return codes_.size() + 1; }
  std::uint64_t size() const { return size_; }
  /// Counts by row, "other" last.
  std::span<const std::uint32_t> counts() const { return counts_; }

  void save(StateWriter& state) const;
  void load(StateReader& state);

 private:
  std::vector<double> codes_;             // sorted
  std::vector<std::uint32_t> counts_{0};  // one a code, and "other"
  std::uint64_t size_ = 0;
};

}  // namespace driftd::detectors
