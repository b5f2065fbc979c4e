#pragma once

// A factorisation machine: what each input says, and what each pair of inputs says together, the latter as the product of two short
// vectors, one an input,
//   score(x) = w_0 + sum_i w_i x_i + sum_(i<j) <v_i, v_j> x_i x_j,
// so that a user and a film that never met are judged by whom and what each did meet. The pairs cost no more than the inputs that are on,
//   sum_(i<j) <v_i, v_j> x_i x_j = 1/2 sum_f ((sum_i v_if x_i)^2 - sum_i v_if^2 x_i^2).
// Of categories alone (user, item) it is the biased matrix factorisation of recommenders; side features join as further inputs.
// Rendle: Factorization Machines, ICDM 2010. As his libFM, a regression answers within the range of the labels that it has learnt from.
//
// The artefact, format "driftd-fm" 1:
//   {"format": "driftd-fm", "format_version": 1, "schema", "encoder": {encoder_text.h}, "label": {"mean", "deviation"},
//    "range": {"lowest", "highest"}, "inputs": [sparse input, ...], "weights": {weights_text.h}, "optimizer": "adagrad"}
// A row of weights is an input's: its weight, then its factors. There are rows for the numbers, the listed sparse inputs and the bias; the
// rows of other sparse inputs are zeros.

#include <expected>
#include <span>
#include <string>
#include <string_view>

#include "updaters/encoding/encoder.h"
#include "updaters/models/label_scale.h"
#include "updaters/models/model.h"
#include "updaters/models/weights/weights_text.h"

namespace driftd::updaters {

struct LabelRange {
  double lowest = 0;
  double highest = 0;
  bool operator==(const LabelRange&) const = default;
};

struct FactorizationParts {
  config::ModelSchema schema;  // a regression, or binary
  Encoder encoder;
  LabelScale label;
  LabelRange range;       // of a regression's labels
  TrainedMatrix weights;  // (inputs + 1) x (1 + factors); the last row is the bias, and its factors zeros
  std::string optimizer;  // whose state this is
};

/// One score a row.
void score_factors(const EncodedRows& rows, const Matrix& weights, std::span<double> scores);
/// gradient <- that of sum residual_i score_i, shaped like the weights.
void differentiate_factors(const EncodedRows& rows, std::span<const double> residuals, const Matrix& weights, Matrix& gradient);

class FactorizationMachine final : public Model {
 public:
  static constexpr std::string_view kFormat = "driftd-fm";
  static constexpr std::int64_t kMostFactors = 256;

  explicit FactorizationMachine(FactorizationParts parts);
  /// Everything is checked: types, bounds, and that the sizes fit each other. The error says what is wrong.
  static std::expected<ModelPointer, std::string> read(std::string_view text);

  const config::ModelSchema& schema() const override { return parts_.schema; }
  std::span<const ClassName> classes() const override { return {}; }
  void predict(const RowsView& rows, Answers& answers) const override;
  std::string write() const override;

  const FactorizationParts& parts() const { return parts_; }

 private:
  FactorizationParts parts_;
};

}  // namespace driftd::updaters
