#include "updaters/models/weights/weights_text.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>

#include "config/base64.h"
#include "updaters/optimizers/optimizer.h"

namespace driftd::updaters {
namespace {

static_assert(std::endian::native == std::endian::little);

std::string to_text(std::span<const double> values) {
  std::string bytes(values.size() * sizeof(float), '\0');
  for (std::size_t i = 0; i < values.size(); ++i) {
    const auto value = static_cast<float>(values[i]);
    std::memcpy(bytes.data() + i * sizeof(float), &value, sizeof(float));
  }
  return config::to_base64(bytes);
}

std::expected<std::vector<double>, std::string> from_text(std::string_view text, double largest) {
  const auto bytes = config::from_base64(text);
  if (!bytes) return std::unexpected(bytes.error());
  if (bytes->size() % sizeof(float) != 0) return std::unexpected("does not hold whole numbers of 4 bytes");
  std::vector<double> values(bytes->size() / sizeof(float));
  for (std::size_t i = 0; i < values.size(); ++i) {
    float value = 0;
    std::memcpy(&value, bytes->data() + i * sizeof(float), sizeof(float));
    if (!(std::abs(value) <= largest)) return std::unexpected("number " + std::to_string(i) + " is not finite or too large");
    values[i] = value;
  }
  return values;
}

std::span<const double> flat(const Matrix& matrix) {
  return {matrix.data(), static_cast<std::size_t>(matrix.size())};
}

bool round(std::span<double> values, double largest) {
  for (double& value : values) {
    if (!(std::abs(value) <= largest)) return false;
    value = static_cast<double>(static_cast<float>(value)) + 0.0;  // no negative zeros
  }
  return true;
}

constexpr double kLargestFloat = std::numeric_limits<float>::max();

}  // namespace

const config::Declaration<WeightsText>& weights_declaration() {
  constexpr std::size_t kMostCharacters = 4 * (kMostSlots * kMostWeights * sizeof(float) / 3 + 1);
  constexpr auto kMost = static_cast<std::int64_t>(kMostWeights);
  static const auto declaration =
      config::Declaration<WeightsText>("a matrix of weights")
          .required("rows", &WeightsText::rows, config::integer({.min = 1, .max = kMost}), "of the matrix, the last one the bias")
          .required("columns", &WeightsText::columns, config::integer({.min = 1, .max = kMost}), "of the matrix")
          .required("weights", &WeightsText::weights, config::text({.max_length = kMostCharacters}),
                    "row by row: little-endian floats, as base64")
          .required("steps", &WeightsText::steps, config::number({.min = 0, .max = 1e18}), "that the optimiser has taken")
          .required("state", &WeightsText::state, config::text({.max_length = kMostCharacters}), "of the optimiser, in the same form");
  return declaration;
}

WeightsText text_of(const TrainedMatrix& matrix) {
  return {.rows = matrix.weights.rows(),
          .columns = matrix.weights.cols(),
          .weights = to_text(flat(matrix.weights)),
          .steps = matrix.state.back(),
          .state = to_text(std::span(matrix.state).first(matrix.state.size() - 1))};
}

std::expected<TrainedMatrix, std::string> read_weights(const WeightsText& text) {
  const auto weights = from_text(text.weights, kLargestWeight);
  if (!weights) return std::unexpected("/weights: " + weights.error());
  const auto rows = static_cast<std::size_t>(text.rows);
  const auto columns = static_cast<std::size_t>(text.columns);
  if (rows * columns != weights->size()) {
    return std::unexpected("/weights: holds " + std::to_string(weights->size()) + " numbers for " + std::to_string(rows) + " rows of " +
                           std::to_string(columns));
  }
  auto state = from_text(text.state, kLargestFloat);
  if (!state) return std::unexpected("/state: " + state.error());
  if (state->size() % weights->size() != 0 || state->size() / weights->size() > kMostSlots) {
    return std::unexpected("/state: must be at most " + std::to_string(kMostSlots) + " times the " + std::to_string(weights->size()) +
                           " weights, is " + std::to_string(state->size()) + " numbers");
  }
  state->push_back(text.steps);
  const Eigen::Map<const Matrix> matrix(weights->data(), text.rows, text.columns);
  return TrainedMatrix{.weights = matrix, .state = std::move(*state)};
}

bool round_to_floats(TrainedMatrix& matrix) {
  return round({matrix.weights.data(), matrix.size()}, kLargestWeight) &&
         round(std::span(matrix.state).first(matrix.state.size() - 1), kLargestFloat);
}

}  // namespace driftd::updaters
