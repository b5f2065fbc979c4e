#pragma once

// Weights, and what an optimiser keeps of them (Optimizer), carried over to a model of another shape: one with levels, classes or features
// that the old one had not, or lacked. Each new weight names the old one that it goes on from, or kNowhere: it begins at zero.

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "updaters/dataset.h"
#include "updaters/encoding/encoder.h"
#include "updaters/models/weights/matrix.h"

namespace driftd::updaters {

using Origins = std::vector<std::uint32_t>;

/// Of a matrix with an input in each column and the bias in the last. `inputs`: of each new input the old one; new rows come behind the
/// old.
Origins origins_in_columns(std::span<const std::uint32_t> inputs, std::size_t old_inputs, std::size_t old_rows, std::size_t rows);
/// The same where each new row, too, names the old one that it goes on from.
Origins origins_in_columns(std::span<const std::uint32_t> inputs, std::size_t old_inputs, std::span<const std::uint32_t> rows);
/// Of a matrix with an input in each row, the bias in the last, and the same columns.
Origins origins_in_rows(std::span<const std::uint32_t> inputs, std::size_t old_inputs, std::size_t columns);

/// The origins' weights, in a matrix of so many rows.
Matrix carried(const Matrix& weights, const Origins& origins, std::size_t rows);
std::vector<double> carried_state(std::span<const double> state, std::size_t old_weights, const Origins& origins);

/// Adds the classes that are not among `known` behind those that are.
void join_classes(std::vector<ClassName>& known, std::span<const ClassName> others);

/// The sparse inputs for which `is_used` says so, increasing. What is not listed need not be written.
template <class IsUsed>
std::vector<std::uint32_t> used_inputs(const Encoder& encoder, IsUsed is_used) {
  std::vector<std::uint32_t> used;
  for (auto input = static_cast<std::uint32_t>(encoder.numbers()); input < encoder.inputs(); ++input) {
    if (is_used(input)) used.push_back(input);
  }
  return used;
}
/// Whether anything was learnt of an input that has a row, or a column, of its own: weights or state that are not zero.
bool is_used_row(const Matrix& weights, std::span<const double> state, std::uint32_t input);
bool is_used_column(const Matrix& weights, std::span<const double> state, std::uint32_t input);
/// Of each input of a model cut down to its numbers and the `used` ones, the whole model's; and the way back.
std::vector<std::uint32_t> cut_down(const Encoder& encoder, std::span<const std::uint32_t> used);
std::vector<std::uint32_t> restored(const Encoder& encoder, std::span<const std::uint32_t> used);
/// What is wrong with such a list that came from outside, "" if nothing.
std::string used_inputs_problem(std::span<const std::int64_t> used, std::size_t numbers, std::size_t inputs);

}  // namespace driftd::updaters
