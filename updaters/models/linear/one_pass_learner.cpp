#include "updaters/models/linear/one_pass_learner.h"

#include <algorithm>
#include <utility>

#include "updaters/catalogue.h"
#include "updaters/models/linear/link.h"
#include "updaters/models/linear/online_learner.h"
#include "updaters/models/linear/transferred_linear.h"
#include "updaters/models/sample.h"
#include "updaters/models/targets.h"

namespace driftd::updaters {
namespace {

std::unexpected<TrainingFailure> failed(std::string message, TrainingFailure::Cause cause = TrainingFailure::Cause::data) {
  return std::unexpected(TrainingFailure{.cause = cause, .message = std::move(message)});
}

std::expected<LinearParts, std::string> start_from(const Model& base, const config::ModelSchema& schema) {
  const auto* linear = dynamic_cast<const GeneralizedLinear*>(&base);
  if (linear == nullptr || linear->parts().link != &link_of(schema.task))
    return std::unexpected("the base is no linear model of this task; train without it");
  if (base.schema() != schema) return std::unexpected("the base answers from other features or another task; train without it");
  return linear->parts();
}

std::expected<LinearParts, std::string> start_afresh(const config::ModelSchema& schema, const Dataset& rows,
                                                     const EncoderSettings& settings) {
  if (has_one_class(schema.task, rows))
    return std::unexpected("all " + std::to_string(rows.size()) + " rows have the same class; wait for a row of another");
  if (rows.classes.size() > kMostClasses)
    return std::unexpected("there are " + std::to_string(rows.classes.size()) + " classes; at most " + std::to_string(kMostClasses) +
                           " can be learnt");
  auto encoder = Encoder::learn(schema.features, rows, settings);
  const std::size_t weights = std::max<std::size_t>(rows.classes.size(), 1) * (encoder.inputs() + 1);
  if (weights > kMostWeights) {
    return std::unexpected("the model would have " + std::to_string(weights) + " weights, and may have " + std::to_string(kMostWeights) +
                           "; leave out features with many categories, or lower \"cardinality\" or \"text_buckets\"");
  }
  return untrained(link_of(schema.task), schema, std::move(encoder),
                   schema.task == config::Task::multiclass ? rows.classes : std::vector<ClassName>(),
                   learn_label_scale(schema.task, rows.labels));
}

}  // namespace

config::Chosen<OptimizerPointer> one_pass_optimizer(const config::Features& features) {
  const bool has_texts = std::ranges::count(features, config::FeatureType::text, &config::Feature::type) > 0;
  return optimizers().choose_default(has_texts ? "adagrad" : "normalized");
}

std::expected<ModelPointer, TrainingFailure> OnePassLearner::train(const config::ModelSchema& schema, const Dataset& rows,
                                                                   const Model* base, std::uint64_t /*seed*/) const {
  if (auto checked = check_sample(schema, rows); !checked) return failed(std::move(checked.error()));
  auto parts = base == nullptr ? start_afresh(schema, rows, settings_) : start_from(*base, schema);
  if (!parts) return failed(std::move(parts.error()));
  return learn(std::move(*parts), rows);
}

std::expected<ModelPointer, TrainingFailure> OnePassLearner::transfer(const config::ModelSchema& schema, const Dataset& rows,
                                                                      const Model& source, std::span<const Freezable> freeze,
                                                                      std::uint64_t /*seed*/) const {
  if (!freeze.empty())
    return failed("a model that is learnt in one pass freezes nothing; leave \"freeze\" out, or take a " +
                  std::string(link_of(schema.task).family()) + " model");
  if (auto checked = check_sample(schema, rows); !checked) return failed(std::move(checked.error()));
  auto start = transfer_linear(source, link_of(schema.task), schema, rows, settings_);
  if (!start) return failed(std::move(start.error()));
  return learn(std::move(start->parts), rows);
}

std::expected<ModelPointer, TrainingFailure> OnePassLearner::learn(LinearParts parts, const Dataset& rows) const {
  const auto optimizer = settings_.optimizer ? settings_.optimizer : one_pass_optimizer(parts.schema.features);
  OnlineLearner learner(std::move(parts), optimizer);
  const auto texts = rows.text_views();
  std::vector<double> means;
  learner.learn(RowsView(rows.values, texts), rows.labels, means);
  auto model = learner.snapshot();
  if (!model) return failed(std::move(model.error()), TrainingFailure::Cause::diverged);
  return *model;
}

void declare_one_pass(config::Catalogue<LearnerPointer>& catalogue) {
  auto declaration = config::Declaration<OnePassSettings>("a linear model learnt in one pass in time order, the newest rows last");
  declare_encoder(declaration);
  declaration.optional("optimizer", &OnePassSettings::optimizer, config::choice(optimizers(), "kind"),
                       "left out: normalized, and adagrad where there are texts");
  catalogue.add({.name = "one_pass",
                 .summary = declaration.summary(),
                 .paper = "Zinkevich: Online Convex Programming and Generalized Infinitesimal Gradient Ascent, ICML (2003)",
                 .guarantee = "",
                 .cost = "a training: one look at every row; an answer: a multiplication an input and class"},
                declaration, [](const OnePassSettings& settings) { return std::make_unique<OnePassLearner>(settings); });
}

}  // namespace driftd::updaters
