#include "updaters/models/linear/generalized_linear.h"

#include <algorithm>
#include <utility>

#include "config/assertion.h"
#include "updaters/encoding/blocks.h"
#include "updaters/models/linear/linear_artefact.h"
#include "updaters/models/targets.h"

namespace driftd::updaters {
namespace {

Eigen::Index index(std::size_t value) {
  return static_cast<Eigen::Index>(value);
}

void add_sparse(const SparseRows& sparse, const Matrix& weights, MatrixView scores) {
  if (sparse.empty()) return;
  for (Eigen::Index row = 0; row < scores.rows(); ++row) {
    const auto inputs = sparse.inputs_of(static_cast<std::size_t>(row));
    const auto values = sparse.values_of(static_cast<std::size_t>(row));
    for (Eigen::Index output = 0; output < scores.cols(); ++output) {
      double sum = 0;
      for (std::size_t i = 0; i < inputs.size(); ++i) sum += values[i] * weights(output, inputs[i]);
      scores(row, output) += sum;
    }
  }
}

}  // namespace

std::string linear_size_problem(const Encoder& encoder, std::size_t classes) {
  if (classes > kMostClasses) {
    return "with the base's there are " + std::to_string(classes) + " classes; at most " + std::to_string(kMostClasses) + " can be learnt";
  }
  const std::size_t weights = std::max<std::size_t>(classes, 1) * (encoder.inputs() + 1);
  if (weights <= kMostWeights) return "";
  return "the model would have " + std::to_string(weights) + " weights, and may have " + std::to_string(kMostWeights) +
         "; leave out features with many categories, or lower \"cardinality\" or \"text_buckets\"";
}

void score(const EncodedRows& rows, const Matrix& weights, MatrixView scores) {
  if (rows.rows == 0) return;
  const Eigen::Index numbers = index(rows.width());
  const Eigen::Map<const Matrix> inputs(rows.numbers.data(), index(rows.rows), numbers);
  // One matrix-vector product an output: it allocates nothing, and a row's sum is formed in the same order in whatever batch it comes.
  for (Eigen::Index output = 0; output < weights.rows(); ++output) {
    const auto row = weights.row(output);
    scores.col(output).setConstant(row(weights.cols() - 1));
    if (numbers > 0) scores.col(output).noalias() += inputs * row.head(numbers).transpose();
  }
  add_sparse(rows.sparse, weights, scores);
}

GeneralizedLinear::GeneralizedLinear(LinearParts parts) : parts_(std::move(parts)) {
  DRIFTD_ASSERT(parts_.link != nullptr && parts_.weights.cols() == index(parts_.encoder.inputs() + 1));
  DRIFTD_ASSERT(parts_.weights.rows() == index(std::max<std::size_t>(parts_.classes.size(), 1)));
}

void GeneralizedLinear::predict(const RowsView& rows, Answers& answers) const {
  DRIFTD_ASSERT(rows.values.size() % parts_.encoder.columns() == 0);
  const std::size_t n = rows.values.size() / parts_.encoder.columns();
  answers.values.resize(n);
  if (parts_.schema.task == config::Task::regression) {
    answers.probabilities.clear();
    answer(rows, answers.values);
  } else {
    answers.probabilities.resize(n * static_cast<std::size_t>(parts_.weights.rows()));
    answer(rows, answers.probabilities);
  }
  decide(parts_.schema.task, parts_.classes, parts_.label, answers);
}

void GeneralizedLinear::answer(const RowsView& rows, std::span<double> means) const {
  const auto outputs = static_cast<std::size_t>(parts_.weights.rows());
  for_each_block(parts_.encoder, rows, [&](std::size_t begin, const EncodedRows& encoded) {
    const MatrixView block(means.data() + begin * outputs, index(encoded.rows), index(outputs));
    score(encoded, parts_.weights, block);
    parts_.link->apply(block);
  });
}

std::string GeneralizedLinear::write() const {
  return write_linear(parts_);
}

}  // namespace driftd::updaters
