#pragma once

// A matrix of weights, and what its optimiser keeps of them, inside an artefact: {"rows", "columns", "weights", "steps", "state"}. Weights
// and state are little-endian floats, row by row, as base64: a quarter of what the digits would take. Models that are written so are
// rounded to floats once they are trained, so that what is read answers bit for bit like what was written.

#include <cstdint>
#include <expected>
#include <span>
#include <string>
#include <vector>

#include "config/declaration.h"
#include "updaters/models/weights/matrix.h"

namespace driftd::updaters {

struct WeightsText {
  std::int64_t rows = 0;
  std::int64_t columns = 0;
  std::string weights;
  double steps = 0;
  std::string state;
};

/// Weights and their optimiser's state (optimizer.h).
struct TrainedMatrix {
  Matrix weights;
  std::vector<double> state;

  std::size_t size() const { return static_cast<std::size_t>(weights.size()); }
};

const config::Declaration<WeightsText>& weights_declaration();
WeightsText text_of(const TrainedMatrix& matrix);
/// Numbers that are not finite or too large for a model are refused, and sizes that do not fit each other.
std::expected<TrainedMatrix, std::string> read_weights(const WeightsText& text);

/// Rounds to what the text holds. False where a number is beyond a model's range or a float's.
bool round_to_floats(TrainedMatrix& matrix);

}  // namespace driftd::updaters
