#include "updaters/models/mlp/mlp_learner.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

#include "updaters/models/mlp/mlp_start.h"
#include "updaters/models/random_order.h"
#include "updaters/models/row_importance.h"
#include "updaters/models/sample.h"
#include "updaters/models/targets.h"
#include "updaters/models/transferred_model.h"
#include "updaters/models/weights/active_inputs.h"
#include "updaters/models/weights/frozen_weights.h"
#include "updaters/optimizers/columns.h"

namespace driftd::updaters {
namespace {

std::span<double> flat(Matrix& matrix) {
  return {matrix.data(), static_cast<std::size_t>(matrix.size())};
}

bool in_range(const TrainedMatrix& matrix) {
  return matrix.weights.allFinite() && matrix.weights.cwiseAbs().maxCoeff() <= kLargestWeight && column(matrix.state).allFinite();
}

/// What does not learn.
struct Frozen {
  std::size_t layers = 0;              // the first ones
  std::vector<FrozenWeights> weights;  // of each layer; none: nothing more
};

/// One training: rows, and the layers that they move.
class Descent {
 public:
  Descent(const MlpSettings& settings, const Link& link, const EncodedRows& rows, std::span<const double> targets, MlpParts& parts,
          const Frozen& frozen)
      : settings_(settings),
        link_(link),
        rows_(rows),
        targets_(targets),
        parts_(parts),
        frozen_(frozen.layers),
        frozen_weights_(frozen.weights),
        optimizer_(settings.optimizer.make()),
        learn_(link),
        active_(parts.encoder.numbers(), parts.encoder.inputs()),
        gradients_(parts.layers.size()) {
    for (const TrainedMatrix& layer : parts.layers) layers_.push_back(&layer.weights);
  }

  /// False where the weights ran away.
  bool run(std::uint64_t seed) {
    const std::size_t held = settings_.patience > 0 ? rows_.rows / 10 : 0;  // the newest
    const std::size_t learnt = rows_.rows - held;
    importance_ = row_importance(learnt, settings_.half_life);
    std::vector<std::uint32_t> order(learnt);
    std::iota(order.begin(), order.end(), 0U);
    RandomOrder random(seed);
    exchange();
    for (std::int64_t epoch = 0; epoch < settings_.epochs && (held == 0 || waited_ < settings_.patience); ++epoch) {
      random.shuffle(order);
      pass(order);
      if (!std::ranges::all_of(parts_.layers, in_range)) return false;
      if (held > 0) look_at(learnt);
    }
    exchange();
    if (!best_.empty()) parts_.layers = std::move(best_);
    return std::ranges::all_of(parts_.layers, round_to_floats);
  }

 private:
  void exchange() {
    for (std::size_t l = frozen_; l < parts_.layers.size(); ++l)
      optimizer_->exchange(flat(parts_.layers[l].weights), parts_.layers[l].state);
    for (std::size_t l = 0; l < frozen_weights_.size(); ++l) frozen_weights_[l].put_back(parts_.layers[l].weights);
  }

  void pass(std::span<const std::uint32_t> order) {
    const auto most = static_cast<std::size_t>(settings_.batch);
    for (std::size_t begin = 0; begin < order.size(); begin += most) step(order.subspan(begin, std::min(most, order.size() - begin)));
  }

  void step(std::span<const std::uint32_t> chosen) {
    gather(rows_, chosen, batch_);
    batch_targets_.clear();
    batch_importance_.clear();
    for (const std::uint32_t row : chosen) {
      batch_targets_.push_back(targets_[row]);
      batch_importance_.push_back(importance_[row]);
    }
    const bool sparse = !batch_.sparse.empty();
    if (sparse) {
      active_.find(batch_.sparse);
      active_.gather_rows(parts_.layers.front().weights, active_layer_);
      layers_.front() = &active_layer_;
    }
    learn_.differentiate({.rows = batch_, .targets = batch_targets_, .importance = batch_importance_}, layers_, frozen_, gradients_);
    for (std::size_t l = frozen_; l < layers_.size(); ++l) {
      const Eigen::Index inputs = gradients_[l].rows() - 1;
      gradients_[l].topRows(inputs) += settings_.l2 * layers_[l]->topRows(inputs);
      Matrix& weights = parts_.layers[l].weights;
      if (l == 0 && sparse) {
        const auto places = active_.places_in_rows(static_cast<std::size_t>(weights.rows()), static_cast<std::size_t>(weights.cols()));
        optimizer_->step_at(flat(weights), places, flat(gradients_[l]), parts_.layers[l].state);
        if (l < frozen_weights_.size() && frozen_weights_[l].any()) frozen_weights_[l].put_back(weights, places);
      } else {
        optimizer_->step(flat(weights), flat(gradients_[l]), parts_.layers[l].state);
        if (l < frozen_weights_.size()) frozen_weights_[l].put_back(weights);
      }
    }
  }

  /// How good the layers are on the rows from `begin` on; the best are kept.
  void look_at(std::size_t begin) {
    std::vector<std::uint32_t> held(rows_.rows - begin);
    std::iota(held.begin(), held.end(), static_cast<std::uint32_t>(begin));
    gather(rows_, held, batch_);
    exchange();
    layers_.front() = &parts_.layers.front().weights;
    std::vector<double> scores(held.size() * static_cast<std::size_t>(layers_.back()->cols()));
    const MatrixView means(scores.data(), static_cast<Eigen::Index>(held.size()), layers_.back()->cols());
    propagate(batch_, layers_, means);
    link_.apply(means);
    const double loss = mean_loss(parts_.schema.task, means, targets_.subspan(begin));
    ++waited_;
    if (loss < least_loss_) {
      least_loss_ = loss;
      best_ = parts_.layers;
      waited_ = 0;
    }
    exchange();
  }

  const MlpSettings& settings_;
  const Link& link_;
  const EncodedRows& rows_;
  std::span<const double> targets_;
  MlpParts& parts_;
  std::size_t frozen_;
  std::span<const FrozenWeights> frozen_weights_;
  OptimizerPointer optimizer_;
  Backpropagation learn_;
  ActiveInputs active_;
  std::vector<double> importance_;
  std::vector<Matrix> gradients_;
  std::vector<const Matrix*> layers_;
  Matrix active_layer_;
  EncodedRows batch_;
  std::vector<double> batch_targets_;
  std::vector<double> batch_importance_;
  std::vector<TrainedMatrix> best_;
  double least_loss_ = std::numeric_limits<double>::infinity();
  std::int64_t waited_ = 0;
};

std::unexpected<TrainingFailure> failed(TrainingFailure::Cause cause, std::string message) {
  return std::unexpected(TrainingFailure{.cause = cause, .message = std::move(message)});
}

std::string widths_of(const MlpParts& parts) {
  std::vector<Eigen::Index> widths;
  for (std::size_t l = 0; l + 1 < parts.layers.size(); ++l) widths.push_back(parts.layers[l].weights.cols());
  return fmt::format("[{}]", fmt::join(widths, ", "));
}

/// The hidden layers, as far as they are carried over.
std::vector<FrozenWeights> hidden_layers(const MlpStart& start) {
  std::vector<FrozenWeights> frozen;
  for (std::size_t l = 0; l + 1 < start.origins.size(); ++l) {
    const Matrix& weights = start.parts.layers[l].weights;
    frozen.emplace_back(weights, carried_places(weights, start.origins[l]));
  }
  return frozen;
}

std::expected<ModelPointer, TrainingFailure> learn(const MlpSettings& settings, MlpParts parts, const Frozen& frozen, const Dataset& rows,
                                                   detectors::SeededNormal& random, std::uint64_t seed) {
  EncodedRows encoded;
  const auto texts = rows.text_views();
  parts.encoder.encode(RowsView(rows.values, texts), encoded);
  if (frozen.layers == 0) {
    const double deviation = std::sqrt(2.0 / static_cast<double>(std::max<std::size_t>(parts.encoder.active_inputs(), 1)));
    draw_new_inputs(encoded, 0, deviation, random, parts.layers.front().weights);
  }
  const auto targets = targets_of(parts.schema.task, parts.classes, parts.label, rows.labels);
  if (!Descent(settings, link_of(parts.schema.task), encoded, targets, parts, frozen).run(seed)) {
    return failed(TrainingFailure::Cause::diverged,
                  "the weights ran away with optimizer \"" + settings.optimizer.name + "\"; lower its rate");
  }
  return std::make_shared<MultiLayerPerceptron>(std::move(parts));
}

}  // namespace

MlpSettings::MlpSettings() : optimizer(optimizers().choose_default("adam")) {
  text_buckets = 1 << 12;
  category_buckets = 1 << 10;
}

std::expected<ModelPointer, TrainingFailure> MlpLearner::train(const config::ModelSchema& schema, const Dataset& rows, const Model* base,
                                                               std::uint64_t seed) const {
  using enum TrainingFailure::Cause;
  if (auto checked = check_sample(schema, rows); !checked) return failed(data, std::move(checked.error()));
  const auto* old = dynamic_cast<const MultiLayerPerceptron*>(base);
  if (base != nullptr && old == nullptr) return failed(data, "the base is not a multi-layer perceptron; train without it");
  detectors::SeededNormal random(detectors::mixed(seed));
  auto start = start_mlp(settings_, schema, rows, old, random);
  if (!start) return failed(data, std::move(start.error()));
  return learn(settings_, std::move(start->parts), {.layers = old == nullptr ? 0 : frozen_layers(), .weights = {}}, rows, random, seed);
}

std::expected<ModelPointer, TrainingFailure> MlpLearner::transfer(const config::ModelSchema& schema, const Dataset& rows,
                                                                  const Model& source, std::span<const Freezable> freeze,
                                                                  std::uint64_t seed) const {
  using enum TrainingFailure::Cause;
  if (std::ranges::find(freeze, Freezable::carried) != freeze.end())
    return failed(data, "of a multi-layer perceptron the hidden layers can be frozen (\"hidden\"), not every weight that is carried over");
  if (auto checked = check_sample(schema, rows); !checked) return failed(data, std::move(checked.error()));
  const auto* old = dynamic_cast<const MultiLayerPerceptron*>(&own_model(source));
  if (old == nullptr) {
    const std::string family = family_of(source);
    return failed(data, "a multi-layer perceptron takes over the layers of another one, and of no " +
                            (family.empty() ? "other family" : family) + " model");
  }
  detectors::SeededNormal random(detectors::mixed(seed));
  auto start = start_mlp(settings_, schema, rows, old, random);
  if (!start) return failed(data, std::move(start.error()));
  const std::size_t hidden = start->origins.size() - 1;
  const auto carried = static_cast<std::size_t>(
      std::ranges::count_if(std::span(start->origins).first(hidden), [](const Origins& origins) { return !origins.empty(); }));
  if (carried == 0 || (carried < hidden && !freeze.empty())) {
    return failed(data, "the source's hidden layers are of other widths; let \"layers\" be " + widths_of(old->parts()));
  }
  const Frozen frozen{.layers = frozen_layers(), .weights = freeze.empty() ? std::vector<FrozenWeights>() : hidden_layers(*start)};
  return learn(settings_, std::move(start->parts), frozen, rows, random, seed);
}

/// The last layer learns in any case.
std::size_t MlpLearner::frozen_layers() const {
  return std::min(static_cast<std::size_t>(settings_.frozen), settings_.layers.size());
}

void declare_mlp(config::Catalogue<LearnerPointer>& catalogue) {
  auto declaration = config::Declaration<MlpSettings>("multi-layer perceptron: what inputs say together");
  declaration
      .optional("layers", &MlpSettings::layers,
                config::list(config::integer({.min = 1, .max = 4096}), 1, MultiLayerPerceptron::kMostHiddenLayers),
                "outputs of each hidden layer")
      .optional("optimizer", &MlpSettings::optimizer, config::choice(optimizers(), "kind"), "how gradients become steps")
      .optional("epochs", &MlpSettings::epochs, config::integer({.min = 1, .max = 10'000}), "passes over the rows")
      .optional("batch", &MlpSettings::batch, config::integer({.min = 1, .max = 65'536}), "rows a step")
      .optional("l2", &MlpSettings::l2, config::number({.min = 0, .max = 1000}),
                "pull of the weights towards 0: l2 / 2 times their squares")
      .optional("patience", &MlpSettings::patience, config::integer({.min = 0, .max = 10'000}),
                "training ends when the loss on the newest tenth of the rows has not fallen for so many passes; 0: it learns from all rows "
                "to the end")
      .optional("frozen", &MlpSettings::frozen, config::integer({.min = 0, .max = MultiLayerPerceptron::kMostHiddenLayers}),
                "first layers that stay as they are when a base is continued")
      .optional("half_life", &MlpSettings::half_life, config::integer({.min = 0, .max = 10'000'000}),
                "a row counts half as much as one that came this many rows after it; 0: all count alike");
  declare_encoder(declaration);
  catalogue.add(
      {.name = "mlp",
       .summary = declaration.summary(),
       .paper = "Rumelhart, Hinton, Williams: Learning Representations by Back-propagating Errors, Nature 323 (1986); He, Zhang, Ren, Sun: "
                "Delving Deep into Rectifiers, ICCV 2015",
       .guarantee = "",
       .cost = "an answer: a multiplication a weight of the numbers' rows and of those inputs that are on; memory: some numbers a weight"},
      declaration, [](const MlpSettings& settings) { return std::make_unique<MlpLearner>(settings); });
}

}  // namespace driftd::updaters
