#pragma once

// A generalised linear model: weights on the encoded inputs and a link (link.h). One class serves linear, logistic and softmax regression.

#include "updaters/models/encoder.h"
#include "updaters/models/link.h"
#include "updaters/models/model.h"

namespace driftd::updaters {

/// Regression: labels are learnt as (y - mean) / deviation, so that their unit needs no tuning. Others: the identity.
struct LabelScale {
  double mean = 0;
  double deviation = 1;
  bool operator==(const LabelScale&) const = default;
};

/// Everything that a linear model is; what the artefact holds.
struct LinearParts {
  const Link* link = nullptr;
  config::ModelSchema schema;
  Encoder encoder;
  std::vector<ClassName> classes;  // multiclass: one an output; else empty
  LabelScale label;
  Matrix weights;                       // outputs x (inputs + 1); the last column is the bias
  std::string optimizer;                // whose state this is
  std::vector<double> optimizer_state;  // of the weights row by row, see Optimizer
};

/// Weights beyond this, or not finite, mean that training diverged.
constexpr double kLargestWeight = 1e12;
/// Bounds of what is trained and read.
constexpr std::size_t kMostClasses = 256;
constexpr std::size_t kMostWeights = 1U << 23U;
constexpr double kLargestLabel = 1e100;

/// What is wrong with a linear model of such inputs and classes, "" if nothing.
std::string linear_size_problem(const Encoder& encoder, std::size_t classes);

/// scores (rows x outputs) <- weights on rows.
void score(const EncodedRows& rows, const Matrix& weights, MatrixView scores);

class GeneralizedLinear final : public Model {
 public:
  explicit GeneralizedLinear(LinearParts parts);

  const config::ModelSchema& schema() const override { return parts_.schema; }
  std::span<const ClassName> classes() const override { return parts_.classes; }
  void predict(const RowsView& rows, Answers& answers) const override;
  std::string write() const override;

  const LinearParts& parts() const { return parts_; }

 private:
  void answer(const RowsView& rows, std::span<double> means) const;

  LinearParts parts_;
};

}  // namespace driftd::updaters
