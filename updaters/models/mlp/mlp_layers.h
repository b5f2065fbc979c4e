#pragma once

// The layers of a multi-layer perceptron, and the gradient of its loss by back-propagation.
//
//   h_0 = x,   h_l = max(0, h_(l-1) W_l + b_l),   scores = h_(L-1) W_L + b_L
//   d_L = (mean - target) / n   (for the canonical links: link.h),   d_(l-1) = (d_l W_l^T) [h_(l-1) > 0],   dW_l = h_(l-1)^T d_l,   db_l =
//   sum d_l
//
// A layer is a matrix with a row for each of its inputs, what that input adds to each output, and the bias as the last: a sparse input
// costs its row and no more. Rumelhart, Hinton, Williams: Learning Representations by Back-propagating Errors, Nature 323 (1986).

#include <span>
#include <vector>

#include "updaters/encoding/encoded_rows.h"
#include "updaters/models/linear/link.h"

namespace driftd::updaters {

using LayersView = std::span<const Matrix* const>;

/// scores (rows x outputs of the last layer) <- the rows'. Sums are formed in the same order in whatever batch a row comes.
void propagate(const EncodedRows& rows, LayersView layers, MatrixView scores);

/// Rows to learn from: `targets` as Link takes them, and how much each row counts.
struct Lesson {
  const EncodedRows& rows;
  std::span<const double> targets;
  std::span<const double> importance;
};

/// Its buffers are kept from batch to batch.
class Backpropagation {
 public:
  explicit Backpropagation(const Link& link) : link_(link) {}

  /// gradients[l] <- that of the weighted mean loss by layer l, for the layers from `frozen` on.
  void differentiate(const Lesson& lesson, LayersView layers, std::size_t frozen, std::span<Matrix> gradients);

 private:
  void forward(const EncodedRows& rows, LayersView layers);
  void backward(const EncodedRows& rows, LayersView layers, std::size_t frozen, std::span<Matrix> gradients);

  const Link& link_;
  std::vector<Matrix> outputs_;  // of each layer
  Matrix delta_;                 // gradient by what goes into a layer's outputs
  Matrix below_;
};

/// Mean loss of means against targets: log-loss for classes, half the squared error for a number.
double mean_loss(config::Task task, MatrixView means, std::span<const double> targets);

}  // namespace driftd::updaters
