#include "updaters/models/mlp/mlp_start.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "updaters/models/sample.h"
#include "updaters/models/targets.h"
#include "updaters/models/transferred_model.h"
#include "updaters/models/weights/carried_weights.h"

namespace driftd::updaters {
namespace {

std::size_t outputs_of(std::size_t classes) {
  return std::max<std::size_t>(classes, 1);
}

/// From the inputs to the outputs: how many numbers stand between two layers.
std::vector<std::size_t> widths(const MlpSettings& settings, const Encoder& encoder, std::size_t classes) {
  std::vector<std::size_t> sizes{encoder.inputs()};
  sizes.insert(sizes.end(), settings.layers.begin(), settings.layers.end());
  sizes.push_back(outputs_of(classes));
  return sizes;
}

std::string size_problem(const std::vector<std::size_t>& sizes, std::size_t classes) {
  if (classes > kMostClasses) {
    return "with the base's there are " + std::to_string(classes) + " classes; at most " + std::to_string(kMostClasses) + " can be learnt";
  }
  std::size_t weights = 0;
  for (std::size_t l = 0; l + 1 < sizes.size(); ++l) weights += (sizes[l] + 1) * sizes[l + 1];
  if (weights <= kMostWeights) return "";
  return "the model would have " + std::to_string(weights) + " weights, and may have " + std::to_string(kMostWeights) +
         "; lower \"layers\", \"cardinality\" or \"text_buckets\"";
}

/// Normal but for the bias, and the sparse inputs of the first layer, which are zeros.
Matrix draw_layer(std::size_t inputs, std::size_t drawn, std::size_t outputs, double deviation, detectors::SeededNormal& random) {
  Matrix layer = Matrix::Zero(static_cast<Eigen::Index>(inputs + 1), static_cast<Eigen::Index>(outputs));
  for (std::size_t i = 0; i < drawn * outputs; ++i) layer.data()[i] = deviation * random.next();
  return layer;
}

double he(std::size_t inputs) {
  return std::sqrt(2.0 / static_cast<double>(std::max<std::size_t>(inputs, 1)));
}

std::vector<TrainedMatrix> draw_layers(const MlpSettings& settings, const Encoder& encoder, const std::vector<std::size_t>& sizes,
                                       detectors::SeededNormal& random) {
  const OptimizerPointer optimizer = settings.optimizer.make();
  std::vector<TrainedMatrix> layers;
  for (std::size_t l = 0; l + 1 < sizes.size(); ++l) {
    const std::size_t drawn = l == 0 ? encoder.numbers() : sizes[l];
    layers.push_back(
        {.weights = draw_layer(sizes[l], drawn, sizes[l + 1], he(l == 0 ? encoder.active_inputs() : sizes[l]), random), .state = {}});
    layers.back().state.assign(optimizer->state_size(layers.back().size()), 0.0);
  }
  return layers;
}

/// The layer of the base, on the inputs and outputs that both have; elsewhere what was drawn.
void overlay(const TrainedMatrix& old, const Origins& origins, TrainedMatrix& layer) {
  for (std::size_t i = 0; i < origins.size(); ++i) {
    if (origins[i] != Encoder::kNowhere) layer.weights.data()[i] = old.weights.data()[origins[i]];
  }
  const std::vector<double> state = carried_state(old.state, old.size(), origins);
  if (state.size() == layer.state.size()) layer.state = state;
}

Origins origins_of_head(std::span<const ClassName> classes, std::span<const ClassName> old, std::size_t inputs) {
  Origins origins;
  for (std::size_t row = 0; row <= inputs; ++row) {
    if (classes.empty()) origins.push_back(static_cast<std::uint32_t>(row));
    for (const ClassName& name : classes) {
      const auto found = std::ranges::find(old, name);
      const auto place = static_cast<std::size_t>(found - old.begin());
      origins.push_back(found == old.end() ? Encoder::kNowhere : static_cast<std::uint32_t>(row * old.size() + place));
    }
  }
  return origins;
}

/// Copies what fits: layers from the first on for as long as they are as wide as the base's, and of the head what answers the same.
std::vector<Origins> carry_layers(const MlpParts& base, MlpParts& parts, bool same_task) {
  std::vector<Origins> origins(parts.layers.size());
  const std::size_t hidden = parts.layers.size() - 1;
  const std::size_t old_hidden = base.layers.size() - 1;
  for (std::size_t l = 0; l < hidden; ++l) {
    const TrainedMatrix& old = base.layers[l];
    TrainedMatrix& layer = parts.layers[l];
    if (l >= old_hidden || old.weights.cols() != layer.weights.cols()) return origins;
    const auto columns = static_cast<std::size_t>(layer.weights.cols());
    std::vector<std::uint32_t> inputs(static_cast<std::size_t>(layer.weights.rows()) - 1);
    std::iota(inputs.begin(), inputs.end(), 0U);
    if (l == 0) inputs = parts.encoder.places_in(base.encoder);
    origins[l] = origins_in_rows(inputs, static_cast<std::size_t>(old.weights.rows()) - 1, columns);
    overlay(old, origins[l], layer);
  }
  if (hidden != old_hidden || !same_task) return origins;
  origins.back() = origins_of_head(parts.classes, base.classes, static_cast<std::size_t>(parts.layers.back().weights.rows()) - 1);
  overlay(base.layers.back(), origins.back(), parts.layers.back());
  return origins;
}

LabelScale label_scale(const MlpParts* base, const config::ModelSchema& schema, std::span<const double> labels) {
  if (base != nullptr && base->schema == schema) return base->label;
  const LabelScale learnt = learn_label_scale(schema.task, labels);
  return base != nullptr && base->schema.task == schema.task ? carried_scale(base->label, learnt) : learnt;
}

}  // namespace

std::expected<MlpStart, std::string> start_mlp(const MlpSettings& settings, const config::ModelSchema& schema, const Dataset& rows,
                                               const MultiLayerPerceptron* base, detectors::SeededNormal& random) {
  const MlpParts* old = base == nullptr ? nullptr : &base->parts();
  const bool continues = old != nullptr && old->schema == schema;
  if (!continues && has_one_class(schema.task, rows)) {
    return std::unexpected("all " + std::to_string(rows.size()) + " rows have the same class; wait for a row of another");
  }
  MlpParts parts{.schema = schema,
                 .encoder = Encoder::learn(schema.features, rows, settings, old == nullptr ? nullptr : &old->encoder),
                 .classes = continues ? old->classes : std::vector<ClassName>(),
                 .label = label_scale(old, schema, rows.labels),
                 .layers = {},
                 .optimizer = settings.optimizer.name};
  if (schema.task == config::Task::multiclass) join_classes(parts.classes, rows.classes);
  const auto sizes = widths(settings, parts.encoder, parts.classes.size());
  if (std::string problem = size_problem(sizes, parts.classes.size()); !problem.empty()) return std::unexpected(std::move(problem));
  parts.layers = draw_layers(settings, parts.encoder, sizes, random);
  if (old == nullptr) return MlpStart{.parts = std::move(parts), .origins = std::vector<Origins>(sizes.size() - 1)};
  auto origins = carry_layers(*old, parts, old->schema.task == schema.task);
  if (!continues || old->optimizer != parts.optimizer) {
    for (TrainedMatrix& layer : parts.layers) std::ranges::fill(layer.state, 0.0);
  }
  return MlpStart{.parts = std::move(parts), .origins = std::move(origins)};
}

void draw_new_inputs(const EncodedRows& rows, Eigen::Index first_column, double deviation, detectors::SeededNormal& random,
                     Matrix& weights) {
  std::vector<std::uint32_t> on = rows.sparse.inputs;
  std::ranges::sort(on);
  on.erase(std::unique(on.begin(), on.end()), on.end());
  for (const std::uint32_t input : on) {
    auto row = weights.row(input);
    if (!row.isZero(0)) continue;
    for (Eigen::Index column = first_column; column < weights.cols(); ++column) row(column) = deviation * random.next();
  }
}

}  // namespace driftd::updaters
