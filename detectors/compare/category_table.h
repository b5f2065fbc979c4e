#pragma once

// How often each category came, in bounded memory, with new categories told from those that were only too many to list.
//
// The kMostCategories most frequent have a row of their own. Two rows follow: "rare", the reference's remaining categories taken together,
// and "new", what the reference never had. A category that is not listed is told rare from new by a Bloom filter (known_codes.h) of at most
// 1 MiB: no rare one is ever called new, and one new one in 46 is called rare (up to a million rare ones). Where the reference has at most
// kMostCategories there is no filter and no such error.
//
// What lumping the rare ones costs: changes of their shares among each other are not seen. A divergence of lumped shares (PSI, JS, KL,
// Hellinger, total variation) is at most that of all shares; total variation is too small by at most the mean of the rare rows' shares in
// reference and window, so by nothing that matters where a thousand categories hold nearly all. Where they do not, a column of identifiers
// say, it has no shares worth comparing either.

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "detectors/compare/known_codes.h"
#include "detectors/state.h"

namespace driftd::detectors {

/// What came and what went, as a person would ask.
struct CategoryChanges {
  std::uint64_t new_values = 0;           // of the window, in categories that the reference never had
  std::uint64_t vanished_categories = 0;  // listed ones of which the window has no value
  std::uint64_t vanished_values = 0;      // the reference's values in these
};

/// A frozen reference sample of one categorical feature: its categories (by code, see config/features.h) with their counts.
class CategoryReference {
 public:
  static constexpr std::size_t kMostCategories = 1000;

  CategoryReference() = default;
  /// NaNs are left out. Among equally frequent categories the smaller code is listed first.
  explicit CategoryReference(std::span<const double> sample);

  /// The row of each value. No value is NaN.
  void locate(std::span<const double> values, std::span<std::uint32_t> rows) const;

  std::size_t categories() const { return codes_.size(); }
  std::size_t rare_row() const { return codes_.size(); }
  std::size_t new_row() const { return codes_.size() + 1; }
  std::size_t row_count() const { return codes_.size() + 2; }
  std::uint64_t size() const { return size_; }
  /// Counts by row; of "new" there are none.
  std::span<const std::uint32_t> counts() const { return counts_; }

  /// `window` counts by row.
  CategoryChanges changes(std::span<const std::uint32_t> window) const;

  void save(StateWriter& state) const;
  void load(StateReader& state);

 private:
  std::vector<double> codes_;                // sorted
  std::vector<std::uint32_t> counts_{0, 0};  // one a code, "rare" and "new"
  KnownCodes rare_;
  std::uint64_t size_ = 0;
};

}  // namespace driftd::detectors
