#include "updaters/models/factorization/factorization_learner.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "detectors/stats/seeded_random.h"
#include "updaters/models/mlp/mlp_start.h"
#include "updaters/models/random_order.h"
#include "updaters/models/row_importance.h"
#include "updaters/models/sample.h"
#include "updaters/models/targets.h"
#include "updaters/models/transferred_model.h"
#include "updaters/models/weights/active_inputs.h"
#include "updaters/models/weights/carried_weights.h"
#include "updaters/optimizers/columns.h"

namespace driftd::updaters {
namespace {

std::span<double> flat(Matrix& matrix) {
  return {matrix.data(), static_cast<std::size_t>(matrix.size())};
}

/// One training: rows, and the weights that they move.
class Descent {
 public:
  Descent(const FactorizationSettings& settings, const EncodedRows& rows, std::span<const double> targets, FactorizationParts& parts)
      : settings_(settings),
        rows_(rows),
        targets_(targets),
        importance_(row_importance(rows.rows, settings.half_life)),
        link_(link_of(parts.schema.task)),
        trained_(parts.weights),
        optimizer_(settings.optimizer.make()),
        active_(parts.encoder.numbers(), parts.encoder.inputs()) {}

  /// False where the weights ran away.
  bool run(std::uint64_t seed) {
    std::vector<std::uint32_t> order(rows_.rows);
    std::iota(order.begin(), order.end(), 0U);
    RandomOrder random(seed);
    optimizer_->exchange(flat(trained_.weights), trained_.state);
    const auto most = static_cast<std::size_t>(settings_.batch);
    for (std::int64_t epoch = 0; epoch < settings_.epochs; ++epoch) {
      random.shuffle(order);
      for (std::size_t begin = 0; begin < order.size(); begin += most)
        step(std::span(order).subspan(begin, std::min(most, order.size() - begin)));
      if (!trained_.weights.allFinite() || !column(std::span<const double>(trained_.state)).allFinite()) return false;
    }
    optimizer_->exchange(flat(trained_.weights), trained_.state);
    return round_to_floats(trained_);
  }

 private:
  void step(std::span<const std::uint32_t> chosen) {
    gather(rows_, chosen, batch_);
    active_.find(batch_.sparse);
    active_.gather_rows(trained_.weights, weights_);
    find_residuals(chosen);
    differentiate_factors(batch_, residuals_, weights_, gradient_);
    pull_back();
    const auto places =
        active_.places_in_rows(static_cast<std::size_t>(trained_.weights.rows()), static_cast<std::size_t>(trained_.weights.cols()));
    optimizer_->step_at(flat(trained_.weights), places, flat(gradient_), trained_.state);
  }

  void find_residuals(std::span<const std::uint32_t> chosen) {
    residuals_.resize(chosen.size());
    batch_targets_.clear();
    for (const std::uint32_t row : chosen) batch_targets_.push_back(targets_[row]);
    score_factors(batch_, weights_, residuals_);
    const MatrixView view(residuals_.data(), static_cast<Eigen::Index>(chosen.size()), 1);
    link_.apply(view);
    link_.subtract_targets(view, batch_targets_);
    for (std::size_t i = 0; i < chosen.size(); ++i) residuals_[i] *= importance_[chosen[i]] / static_cast<double>(chosen.size());
  }

  /// The pull towards zero, by how many rows of the batch have an input on: numbers are on in all.
  void pull_back() {
    const Eigen::Index inputs = weights_.rows() - 1;
    times_on_.setConstant(inputs, 1.0);
    times_on_.tail(inputs - static_cast<Eigen::Index>(rows_.width())).setZero();
    for (const std::uint32_t input : batch_.sparse.inputs) times_on_(input) += 1 / static_cast<double>(batch_.rows);
    gradient_.col(0).head(inputs).array() += settings_.l2 * times_on_ * weights_.col(0).head(inputs).array();
    for (Eigen::Index factor = 1; factor < weights_.cols(); ++factor) {
      gradient_.col(factor).head(inputs).array() += settings_.l2_factors * times_on_ * weights_.col(factor).head(inputs).array();
    }
  }

  const FactorizationSettings& settings_;
  const EncodedRows& rows_;
  std::span<const double> targets_;
  std::vector<double> importance_;
  const Link& link_;
  TrainedMatrix& trained_;
  OptimizerPointer optimizer_;
  ActiveInputs active_;
  EncodedRows batch_;
  Matrix weights_;   // of what the batch has on
  Matrix gradient_;  // by them
  Eigen::ArrayXd times_on_;
  std::vector<double> residuals_;
  std::vector<double> batch_targets_;
};

void widen(LabelRange& range, std::span<const double> labels) {
  const auto [lowest, highest] = std::ranges::minmax(labels);
  range = {.lowest = std::min(range.lowest, lowest), .highest = std::max(range.highest, highest)};
}

/// Factors of the numbers; those of the sparse inputs begin when they come.
void draw_numbers(const FactorizationParts& parts, double spread, detectors::SeededNormal& random, Matrix& weights) {
  for (Eigen::Index input = 0; input < static_cast<Eigen::Index>(parts.encoder.numbers()); ++input) {
    if (!weights.row(input).isZero(0)) continue;
    for (Eigen::Index factor = 1; factor < weights.cols(); ++factor) weights(input, factor) = spread * random.next();
  }
}

std::unexpected<TrainingFailure> failed(TrainingFailure::Cause cause, std::string message) {
  return std::unexpected(TrainingFailure{.cause = cause, .message = std::move(message)});
}

}  // namespace

FactorizationSettings::FactorizationSettings() : optimizer(optimizers().choose_default("adagrad")) {
  config::Problems problems;
  optimizer = optimizers().find("adagrad")->choose({{"rate", 0.1}}, "", problems, {});
  cardinality = 1 << 17;
  category_buckets = 1 << 16;
  text_buckets = 1 << 14;
}

std::expected<FactorizationParts, std::string> FactorizationLearner::start(const config::ModelSchema& schema, const Dataset& rows,
                                                                           const Model* base) const {
  if (!fits(schema.task)) return std::unexpected("a factorisation machine does not answer " + std::string(name_of(schema.task)));
  if (auto checked = check_sample(schema, rows); !checked) return std::unexpected(std::move(checked.error()));
  const auto* machine = dynamic_cast<const FactorizationMachine*>(base);
  if (base != nullptr && machine == nullptr) return std::unexpected("the base is not a factorisation machine; train without it");
  const FactorizationParts* old = machine == nullptr ? nullptr : &machine->parts();
  if (old != nullptr && old->schema != schema)
    return std::unexpected("the base answers from other features or another task; train without it");
  if (old != nullptr) {
    if (std::string problem = factors_problem(*old); !problem.empty()) return std::unexpected(problem + "; train without it");
  }
  if (old == nullptr && has_one_class(schema.task, rows)) {
    return std::unexpected("all " + std::to_string(rows.size()) + " rows have the same class; wait for a row of another");
  }
  Encoder encoder = Encoder::learn(schema.features, rows, settings_, old == nullptr ? nullptr : &old->encoder);
  if (std::string problem = size_problem(encoder); !problem.empty()) return std::unexpected(std::move(problem));
  TrainedMatrix weights = start_weights(encoder, old);
  LabelRange range = old == nullptr ? LabelRange{.lowest = rows.labels.front(), .highest = rows.labels.front()} : old->range;
  widen(range, rows.labels);
  return FactorizationParts{.schema = schema,
                            .encoder = std::move(encoder),
                            .label = old == nullptr ? learn_label_scale(schema.task, rows.labels) : old->label,
                            .range = range,
                            .weights = std::move(weights),
                            .optimizer = settings_.optimizer.name};
}

/// Of inputs, users and items that both have; the label's range is the rows' own where they are of another unit.
std::expected<FactorizationParts, std::string> FactorizationLearner::start_from_another(const config::ModelSchema& schema,
                                                                                        const Dataset& rows,
                                                                                        const FactorizationParts& source) const {
  if (source.schema.task != schema.task)
    return std::unexpected("the source answers another task: a factorisation machine takes over one of its own task");
  if (std::string problem = factors_problem(source); !problem.empty()) return std::unexpected(problem + "; let \"factors\" be as many");
  if (has_one_class(schema.task, rows)) {
    return std::unexpected("all " + std::to_string(rows.size()) + " rows have the same class; wait for a row of another");
  }
  Encoder encoder = Encoder::learn(schema.features, rows, settings_, &source.encoder);
  if (std::string problem = size_problem(encoder); !problem.empty()) return std::unexpected(std::move(problem));
  TrainedMatrix weights = start_weights(encoder, &source);
  std::ranges::fill(weights.state, 0.0);
  const LabelScale label = carried_scale(source.label, learn_label_scale(schema.task, rows.labels));
  LabelRange range = label == source.label ? source.range : LabelRange{.lowest = rows.labels.front(), .highest = rows.labels.front()};
  widen(range, rows.labels);
  return FactorizationParts{.schema = schema,
                            .encoder = std::move(encoder),
                            .label = label,
                            .range = range,
                            .weights = std::move(weights),
                            .optimizer = settings_.optimizer.name};
}

std::string FactorizationLearner::factors_problem(const FactorizationParts& base) const {
  if (base.weights.weights.cols() == static_cast<Eigen::Index>(settings_.factors) + 1) return "";
  return "the base has " + std::to_string(base.weights.weights.cols() - 1) + " factors, not " + std::to_string(settings_.factors);
}

std::string FactorizationLearner::size_problem(const Encoder& encoder) const {
  const std::size_t weights = (encoder.inputs() + 1) * (static_cast<std::size_t>(settings_.factors) + 1);
  if (weights <= kMostWeights) return "";
  return "the model would have " + std::to_string(weights) + " weights, and may have " + std::to_string(kMostWeights) +
         "; lower \"factors\", \"cardinality\" or \"text_buckets\"";
}

TrainedMatrix FactorizationLearner::start_weights(const Encoder& encoder, const FactorizationParts* old) const {
  const std::size_t inputs = encoder.inputs();
  const auto columns = static_cast<std::size_t>(settings_.factors) + 1;
  TrainedMatrix made{.weights = Matrix::Zero(static_cast<Eigen::Index>(inputs + 1), static_cast<Eigen::Index>(columns)), .state = {}};
  if (old != nullptr) {
    const Origins origins = origins_in_rows(encoder.places_in(old->encoder), old->encoder.inputs(), columns);
    made.weights = carried(old->weights.weights, origins, inputs + 1);
    if (old->optimizer == settings_.optimizer.name) made.state = carried_state(old->weights.state, old->weights.size(), origins);
  }
  const std::size_t state_size = settings_.optimizer.make()->state_size(made.size());
  if (made.state.size() != state_size) made.state.assign(state_size, 0.0);
  return made;
}

std::expected<ModelPointer, TrainingFailure> FactorizationLearner::train(const config::ModelSchema& schema, const Dataset& rows,
                                                                         const Model* base, std::uint64_t seed) const {
  auto parts = start(schema, rows, base);
  if (!parts) return failed(TrainingFailure::Cause::data, std::move(parts.error()));
  return learn(std::move(*parts), rows, seed);
}

std::expected<ModelPointer, TrainingFailure> FactorizationLearner::transfer(const config::ModelSchema& schema, const Dataset& rows,
                                                                            const Model& source, std::span<const Freezable> freeze,
                                                                            std::uint64_t seed) const {
  using enum TrainingFailure::Cause;
  if (!freeze.empty()) return failed(data, "a factorisation machine freezes nothing; leave \"freeze\" out");
  if (!fits(schema.task)) return failed(data, "a factorisation machine does not answer " + std::string(name_of(schema.task)));
  if (auto checked = check_sample(schema, rows); !checked) return failed(data, std::move(checked.error()));
  const auto* machine = dynamic_cast<const FactorizationMachine*>(&own_model(source));
  if (machine == nullptr) return failed(data, "a factorisation machine takes over the factors of another one, and of no other family");
  auto parts = start_from_another(schema, rows, machine->parts());
  if (!parts) return failed(data, std::move(parts.error()));
  return learn(std::move(*parts), rows, seed);
}

std::expected<ModelPointer, TrainingFailure> FactorizationLearner::learn(FactorizationParts parts, const Dataset& rows,
                                                                         std::uint64_t seed) const {
  EncodedRows encoded;
  const auto texts = rows.text_views();
  parts.encoder.encode(RowsView(rows.values, texts), encoded);
  detectors::SeededNormal random(detectors::mixed(seed));
  draw_numbers(parts, settings_.spread, random, parts.weights.weights);
  draw_new_inputs(encoded, 1, settings_.spread, random, parts.weights.weights);
  if (!Descent(settings_, encoded, targets_of(parts.schema.task, {}, parts.label, rows.labels), parts).run(seed)) {
    return failed(TrainingFailure::Cause::diverged,
                  "the weights ran away with optimizer \"" + settings_.optimizer.name + "\"; lower its rate");
  }
  return std::make_shared<FactorizationMachine>(std::move(parts));
}

void declare_fm(config::Catalogue<LearnerPointer>& catalogue) {
  auto declaration = config::Declaration<FactorizationSettings>("factorisation machine: what pairs of inputs say, users and items for one");
  declaration
      .optional("factors", &FactorizationSettings::factors, config::integer({.min = 1, .max = FactorizationMachine::kMostFactors}),
                "numbers that an input is known by in its pairs")
      .optional("spread", &FactorizationSettings::spread, config::number({.max = 10, .above = 0}), "deviation of the factors' random start")
      .optional("optimizer", &FactorizationSettings::optimizer, config::choice(optimizers(), "kind"), "how gradients become steps")
      .optional("epochs", &FactorizationSettings::epochs, config::integer({.min = 1, .max = 10'000}), "passes over the rows")
      .optional("batch", &FactorizationSettings::batch, config::integer({.min = 1, .max = 65'536}), "rows a step")
      .optional("l2", &FactorizationSettings::l2, config::number({.min = 0, .max = 1000}),
                "pull towards 0 of the weight of an input, for each row that has it on: l2 / 2 times its square")
      .optional("l2_factors", &FactorizationSettings::l2_factors, config::number({.min = 0, .max = 1000}), "the same for its factors")
      .optional("half_life", &FactorizationSettings::half_life, config::integer({.min = 0, .max = 10'000'000}),
                "a row counts half as much as one that came this many rows after it; 0: all count alike");
  declare_encoder(declaration);
  catalogue.add({.name = "fm",
                 .summary = declaration.summary(),
                 .paper = "Rendle: Factorization Machines, ICDM 2010",
                 .guarantee = "",
                 .cost = "an answer: a multiplication a factor of each input that is on; memory: some numbers a factor and input"},
                declaration, [](const FactorizationSettings& settings) { return std::make_unique<FactorizationLearner>(settings); });
}

}  // namespace driftd::updaters
