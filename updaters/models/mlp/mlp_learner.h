#pragma once

// The learner of multi-layer perceptrons: mini-batch descent on
//   sum w_i loss_i / sum w_i + l2 / 2 (all weights but biases)^2,
// rows in an order drawn afresh from the seed for each pass. Weights start normal with deviation sqrt(2 / inputs that are on), so that
// signals keep their size through rectified layers; those of a sparse input that no row has on are zero: what was never seen says nothing.
// They start when it comes.
//
// A base goes on as far as it fits: of another version of the same model everything does; of another schema or other classes (transfer) the
// rows of inputs that both have, the hidden layers behind them, and in the last one the classes that both have. The first `frozen` layers
// of a base stay as they are. Where a transfer freezes the hidden layers, what they have carried over stays, and the rows of inputs that
// are new to the first one learn with the head: a new input that said nothing but its random start would be noise.
//
// With patience the newest tenth of the rows is held back, and training ends when their loss has not fallen for so many passes; the weights
// are those of the best one.
//
// He, Zhang, Ren, Sun: Delving Deep into Rectifiers, ICCV 2015 (the start); Prechelt: Early Stopping, but When?, 1998;
// Yosinski et al.: How Transferable are Features in Deep Neural Networks?, NIPS 2014.

#include <algorithm>
#include <cstdint>
#include <vector>

#include "updaters/catalogue.h"
#include "updaters/models/mlp/mlp.h"
#include "updaters/models/model.h"

namespace driftd::updaters {

struct MlpSettings : EncoderSettings {
  MlpSettings();

  std::vector<std::int64_t> layers{64};  // outputs of each hidden layer
  config::Chosen<OptimizerPointer> optimizer;
  std::int64_t epochs = 30;    // passes over the rows
  std::int64_t batch = 32;     // rows a step
  double l2 = 1e-4;            // per squared weight, beside the mean loss
  std::int64_t patience = 0;   // passes; 0: train to the end, on all rows
  std::int64_t frozen = 0;     // layers of a base that stay
  std::int64_t half_life = 0;  // rows; 0: all count alike
};

class MlpLearner final : public Learner {
 public:
  explicit MlpLearner(MlpSettings settings) : settings_(std::move(settings)) {}

  bool fits(config::Task /*task*/) const override { return true; }
  /// Not with texts: a first layer over tens of thousands of words costs more than it has ever brought here.
  bool suits(const config::ModelSchema& schema) const override {
    return std::ranges::count(schema.features, config::FeatureType::text, &config::Feature::type) == 0;
  }
  /// Fails with `data` where the sample or the base cannot be used: no rows, infinite numbers, one class only (without a base that knows
  /// it), more than 256 classes, too many weights, a base of another family; with `diverged` where the weights ran away.
  std::expected<ModelPointer, TrainingFailure> train(const config::ModelSchema& schema, const Dataset& rows, const Model* base,
                                                     std::uint64_t seed) const override;
  /// From a multi-layer perceptron whose hidden layers are as wide; `freeze` may name "hidden".
  std::expected<ModelPointer, TrainingFailure> transfer(const config::ModelSchema& schema, const Dataset& rows, const Model& source,
                                                        std::span<const Freezable> freeze, std::uint64_t seed) const override;

 private:
  std::size_t frozen_layers() const;

  MlpSettings settings_;
};

void declare_mlp(config::Catalogue<LearnerPointer>& catalogue);

}  // namespace driftd::updaters
