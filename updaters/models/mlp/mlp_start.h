#pragma once

// Where the training of a multi-layer perceptron starts: from the seed, or from what fits of a base (mlp_learner.h).

#include <expected>
#include <string>

#include "detectors/stats/seeded_random.h"
#include "updaters/models/mlp/mlp_learner.h"
#include "updaters/models/weights/carried_weights.h"

namespace driftd::updaters {

struct MlpStart {
  MlpParts parts;
  std::vector<Origins> origins;  // of each layer's weights those in the base; empty: nothing of the layer is
};

/// Sparse inputs of the first layer begin at zero: draw_new_inputs() gives them their start.
std::expected<MlpStart, std::string> start_mlp(const MlpSettings& settings, const config::ModelSchema& schema, const Dataset& rows,
                                               const MultiLayerPerceptron* base, detectors::SeededNormal& random);

/// Draws the rows of sparse inputs that are on in some row and have only zeros so far, by increasing input; columns before `first_column`
/// stay zero.
void draw_new_inputs(const EncodedRows& rows, Eigen::Index first_column, double deviation, detectors::SeededNormal& random,
                     Matrix& weights);

}  // namespace driftd::updaters
