#pragma once

// A multi-layer perceptron: layers of rectified sums between the inputs and the outputs, so that what inputs say together can be learnt as
// well as what each says alone. Outputs as in the linear families: a number, a probability, or one for each class.
//
// The artefact, format "driftd-mlp" 1:
//   {"format": "driftd-mlp", "format_version": 1, "schema", "encoder": {encoder_text.h}, "classes": [{"code", "name"}, ...], "label":
//   {"mean", "deviation"},
//    "inputs": [sparse input, ...], "layers": [{weights_text.h}, ...], "optimizer": "adam"}
// The first layer has rows for the numbers, the listed sparse inputs and the bias; the rows of other sparse inputs are zeros.

#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "updaters/encoding/encoder.h"
#include "updaters/models/label_scale.h"
#include "updaters/models/mlp/mlp_layers.h"
#include "updaters/models/model.h"
#include "updaters/models/weights/weights_text.h"

namespace driftd::updaters {

struct MlpParts {
  config::ModelSchema schema;
  Encoder encoder;
  std::vector<ClassName> classes;  // multiclass: one an output; else empty
  LabelScale label;
  std::vector<TrainedMatrix> layers;  // (inputs + 1) x outputs each
  std::string optimizer;              // whose states these are
};

class MultiLayerPerceptron final : public Model {
 public:
  static constexpr std::string_view kFormat = "driftd-mlp";
  static constexpr std::size_t kMostHiddenLayers = 8;

  explicit MultiLayerPerceptron(MlpParts parts);
  /// Everything is checked: types, bounds, and that the sizes fit each other. The error says what is wrong.
  static std::expected<ModelPointer, std::string> read(std::string_view text);

  const config::ModelSchema& schema() const override { return parts_.schema; }
  std::span<const ClassName> classes() const override { return parts_.classes; }
  void predict(const RowsView& rows, Answers& answers) const override;
  std::string write() const override;

  const MlpParts& parts() const { return parts_; }

 private:
  MlpParts parts_;
  std::vector<const Matrix*> layers_;
};

}  // namespace driftd::updaters
