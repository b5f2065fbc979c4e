#include "updaters/models/weights/active_inputs.h"

namespace driftd::updaters {
namespace {

Eigen::Index index(std::size_t value) {
  return static_cast<Eigen::Index>(value);
}

}  // namespace

void ActiveInputs::find(SparseRows& batch) {
  for (const std::uint32_t input : on_) places_[input] = kOff;
  on_.clear();
  for (std::uint32_t& input : batch.inputs) {
    std::uint32_t& place = places_[input];
    if (place == kOff) {
      place = static_cast<std::uint32_t>(numbers_ + on_.size());
      on_.push_back(input);
    }
    input = place;
  }
}

void ActiveInputs::gather_columns(const Matrix& all, Matrix& chosen) const {
  chosen.resize(all.rows(), index(count() + 1));
  for (Eigen::Index output = 0; output < all.rows(); ++output) {
    const auto from = all.row(output);
    auto to = chosen.row(output);
    to.head(index(numbers_)) = from.head(index(numbers_));
    for (std::size_t i = 0; i < on_.size(); ++i) to(index(numbers_ + i)) = from(index(on_[i]));
    to(to.size() - 1) = from(from.size() - 1);
  }
}

void ActiveInputs::gather_rows(const Matrix& all, Matrix& chosen) const {
  chosen.resize(index(count() + 1), all.cols());
  chosen.topRows(index(numbers_)) = all.topRows(index(numbers_));
  for (std::size_t i = 0; i < on_.size(); ++i) chosen.row(index(numbers_ + i)) = all.row(index(on_[i]));
  chosen.bottomRows<1>() = all.bottomRows<1>();
}

std::span<const std::uint32_t> ActiveInputs::places_in_columns(std::size_t rows, std::size_t columns) {
  weights_.clear();
  for (std::size_t row = 0; row < rows; ++row) {
    const std::size_t first = row * columns;
    for (std::size_t i = 0; i < numbers_; ++i) weights_.push_back(static_cast<std::uint32_t>(first + i));
    for (const std::uint32_t input : on_) weights_.push_back(static_cast<std::uint32_t>(first + input));
    weights_.push_back(static_cast<std::uint32_t>(first + columns - 1));
  }
  return weights_;
}

std::span<const std::uint32_t> ActiveInputs::places_in_rows(std::size_t rows, std::size_t columns) {
  weights_.clear();
  const auto add_row = [&](std::size_t row) {
    for (std::size_t column = 0; column < columns; ++column) weights_.push_back(static_cast<std::uint32_t>(row * columns + column));
  };
  for (std::size_t i = 0; i < numbers_; ++i) add_row(i);
  for (const std::uint32_t input : on_) add_row(input);
  add_row(rows - 1);
  return weights_;
}

}  // namespace driftd::updaters
