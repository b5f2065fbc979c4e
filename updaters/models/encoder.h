#pragma once

// From a row of raw values to the inputs of a linear model.
//
// Numbers are standardised, (x - mean) / deviation over the training rows, so that one learning rate suits every unit of measure. A
// column that did not vary while learning says nothing and is encoded as 0.
// Categories become one-hot inputs, one for each of a feature's 256 most frequent levels. Rarer levels and unseen ones switch on none:
// such a row is judged by its other features and the bias, as if the feature were absent.
// Texts are passed over.
//
// Inputs in order: the numbers as the features name them, then the levels, feature by feature, by code.

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "config/features.h"
#include "updaters/dataset.h"

namespace driftd::updaters {

struct NumericScale {
  double mean = 0;
  double deviation = 0;  // of the population, in the feature's unit; 0: the column did not vary
  bool operator==(const NumericScale&) const = default;
};

/// Rows as a linear model takes them: dense numbers, and for each category the one input that is 1.
struct EncodedRows {
  std::size_t rows = 0;
  std::vector<double> numbers;       // rows x Encoder::numbers(), row-major
  std::vector<std::int32_t> levels;  // rows x Encoder::categories(), row-major: an input's index, or Encoder::kNoInput
};

class Encoder {
 public:
  static constexpr std::size_t kMostLevels = 256;
  static constexpr std::int32_t kNoInput = -1;
  /// Values are taken to lie within +-kLargest, deviations in 1 / kLargest .. 2 kLargest, so that nothing overflows.
  static constexpr double kLargest = 1e150;

  /// `scales` one a number, `levels` one list a category, each strictly increasing.
  Encoder(const config::Features& features, std::vector<NumericScale> scales, std::vector<std::vector<double>> levels);

  /// What the rows (at least one) say of their columns.
  static Encoder learn(const config::Features& features, const Dataset& rows);

  std::size_t columns() const { return columns_; }
  std::size_t numbers() const { return number_columns_.size(); }
  std::size_t categories() const { return category_columns_.size(); }
  std::size_t inputs() const { return inputs_; }
  const std::vector<NumericScale>& scales() const { return scales_; }
  const std::vector<std::vector<double>>& levels() const { return levels_; }

  /// `rows` row-major, rows.size() / columns() of them. What is missing (NaN) is taken to be as usual: a number its mean, a category none. Allocates only where `encoded` has to grow.
  void encode(std::span<const double> rows, EncodedRows& encoded) const;

 private:
  void encode_numbers(std::span<const double> row, std::span<double> numbers) const;
  void encode_categories(std::span<const double> row, std::span<std::int32_t> levels) const;

  std::size_t columns_;
  std::vector<std::size_t> number_columns_;
  std::vector<std::size_t> category_columns_;
  std::vector<NumericScale> scales_;
  std::vector<double> means_;
  std::vector<double> inverse_deviations_;
  std::vector<std::vector<double>> levels_;
  std::vector<std::int32_t> first_inputs_;  // of each category
  std::size_t inputs_ = 0;
};

}  // namespace driftd::updaters
