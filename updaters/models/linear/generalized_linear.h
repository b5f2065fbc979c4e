#pragma once

// A generalised linear model: weights on the encoded inputs and a link (link.h). One class serves linear, logistic and softmax regression.

#include "updaters/encoding/encoder.h"
#include "updaters/models/label_scale.h"
#include "updaters/models/linear/link.h"
#include "updaters/models/model.h"
#include "updaters/models/weights/matrix.h"

namespace driftd::updaters {

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
