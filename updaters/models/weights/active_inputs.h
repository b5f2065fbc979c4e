#pragma once

// The sparse inputs that a mini-batch has on, numbered anew from 0: a step on a model of 65,536 n-grams then touches the few hundred that
// the batch is made of, and neither reads nor writes the others. What no row of a batch has on gets no gradient, and is not shrunk either:
// weights of inputs that do not come are left as they are.

#include <cstdint>
#include <span>
#include <vector>

#include "updaters/encoding/encoded_rows.h"
#include "updaters/models/weights/matrix.h"

namespace driftd::updaters {

class ActiveInputs {
 public:
  /// `numbers` inputs are dense and always on; they come before the sparse ones, up to `inputs`.
  ActiveInputs(std::size_t numbers, std::size_t inputs) : numbers_(numbers), places_(inputs, kOff) {}

  /// Numbers the batch's sparse inputs anew, from `numbers` on, in the order in which they come.
  void find(SparseRows& batch);
  /// Dense and sparse ones.
  std::size_t count() const { return numbers_ + on_.size(); }

  /// Of a matrix with an input in each column and the bias in the last: chosen <- the columns that are on, and the bias.
  void gather_columns(const Matrix& all, Matrix& chosen) const;
  /// The same where inputs and bias are rows.
  void gather_rows(const Matrix& all, Matrix& chosen) const;
  /// Where the numbers of such a choice stand in the whole, which has so many columns (Optimizer::step_at).
  std::span<const std::uint32_t> places_in_columns(std::size_t rows, std::size_t columns);
  std::span<const std::uint32_t> places_in_rows(std::size_t rows, std::size_t columns);

 private:
  static constexpr std::uint32_t kOff = ~0U;

  std::size_t numbers_;
  std::vector<std::uint32_t> places_;  // of each input among those that are on
  std::vector<std::uint32_t> on_;
  std::vector<std::uint32_t> weights_;
};

}  // namespace driftd::updaters
