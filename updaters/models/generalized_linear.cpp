#include "updaters/models/generalized_linear.h"

#include <algorithm>
#include <utility>

#include "config/assertion.h"
#include "updaters/models/linear_artefact.h"

namespace driftd::updaters {
namespace {

Eigen::Index index(std::size_t value) {
  return static_cast<Eigen::Index>(value);
}

void add_levels(const EncodedRows& rows, const Matrix& weights, MatrixView scores) {
  if (rows.levels.empty()) return;
  const std::size_t categories = rows.levels.size() / rows.rows;
  for (std::size_t i = 0; i < rows.levels.size(); ++i) {
    if (rows.levels[i] != Encoder::kNoInput) scores.row(index(i / categories)) += weights.col(rows.levels[i]).transpose();
  }
}

}  // namespace

void score(const EncodedRows& rows, const Matrix& weights, MatrixView scores) {
  if (rows.rows == 0) return;
  const Eigen::Index numbers = index(rows.numbers.size() / rows.rows);
  const Eigen::Map<const Matrix> inputs(rows.numbers.data(), index(rows.rows), numbers);
  // One matrix-vector product an output: it allocates nothing, and a row's sum is formed in the same order in whatever batch it comes.
  for (Eigen::Index output = 0; output < weights.rows(); ++output) {
    const auto row = weights.row(output);
    scores.col(output).setConstant(row(weights.cols() - 1));
    if (numbers > 0) scores.col(output).noalias() += inputs * row.head(numbers).transpose();
  }
  add_levels(rows, weights, scores);
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
    answer(rows.values, answers.values);
  } else {
    answers.probabilities.resize(n * static_cast<std::size_t>(parts_.weights.rows()));
    answer(rows.values, answers.probabilities);
  }
  decide(answers);
}

void GeneralizedLinear::answer(std::span<const double> rows, std::span<double> means) const {
  constexpr std::size_t kBlock = 64;  // rows that are encoded at a time: they stay in the cache, and the scratch stays small
  thread_local EncodedRows scratch;
  const std::size_t columns = parts_.encoder.columns();
  const auto outputs = static_cast<std::size_t>(parts_.weights.rows());
  const std::size_t n = rows.size() / columns;
  for (std::size_t begin = 0; begin < n; begin += kBlock) {
    const std::size_t count = std::min(kBlock, n - begin);
    parts_.encoder.encode(rows.subspan(begin * columns, count * columns), scratch);
    const MatrixView block(means.data() + begin * outputs, index(count), index(outputs));
    score(scratch, parts_.weights, block);
    parts_.link->apply(block);
  }
}

void GeneralizedLinear::decide(Answers& answers) const {
  const std::size_t k = parts_.classes.size();
  for (std::size_t i = 0; i < answers.values.size(); ++i) {
    double& value = answers.values[i];
    switch (parts_.schema.task) {
      case config::Task::regression:
        value = parts_.label.mean + parts_.label.deviation * value;
        break;
      case config::Task::binary:
        value = answers.probabilities[i] >= 0.5 ? 1 : 0;
        break;
      case config::Task::multiclass: {
        const auto row = std::span(answers.probabilities).subspan(i * k, k);
        value = parts_.classes[static_cast<std::size_t>(std::max_element(row.begin(), row.end()) - row.begin())].code;
        break;
      }
    }
  }
}

std::string GeneralizedLinear::write() const {
  return write_linear(parts_);
}

}  // namespace driftd::updaters
