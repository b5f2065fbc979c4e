#pragma once

// From rows to what trees see. Trees split by order and need no scale: numbers stay as they are, a missing one stays missing, and each
// split learns to which side the missing go. A category is its place among a feature's most frequent levels, and splits may send any set of
// levels to one side; a rarer or unseen level is missing. Texts are passed over.

#include <cstddef>
#include <span>
#include <vector>

#include "config/features.h"
#include "updaters/dataset.h"
#include "updaters/models/trees/booster.h"

namespace driftd::updaters {

class TreeColumns {
 public:
  static constexpr std::size_t kMostLevels = 256;
  /// Larger numbers count as this large: the library takes no infinities.
  static constexpr double kLargest = 1e30;

  /// `levels`: for each category strictly increasing codes.
  TreeColumns(const config::Features& features, std::vector<std::vector<double>> levels);
  static TreeColumns learn(const config::Features& features, const Dataset& rows);

  /// Columns of a row as it comes; and as trees see it, without the texts.
  std::size_t row_columns() const { return row_columns_; }
  std::size_t columns() const { return columns_.size(); }
  const std::vector<std::vector<double>>& levels() const { return levels_; }

  /// `rows` row-major; appends to `values`.
  void encode(std::span<const double> rows, std::vector<float>& values) const;
  TreeRows encode(const Dataset& rows) const;

 private:
  static constexpr std::size_t kNumber = ~std::size_t{0};
  struct Column {
    std::size_t from;      // in the row
    std::size_t category;  // place among levels_, or kNumber
  };

  float encode(double value, const Column& column) const;

  std::size_t row_columns_;
  std::vector<Column> columns_;
  std::vector<std::vector<double>> levels_;
};

}  // namespace driftd::updaters
