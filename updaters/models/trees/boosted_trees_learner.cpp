#include "updaters/models/trees/boosted_trees_learner.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "updaters/models/row_importance.h"
#include "updaters/models/sample.h"

namespace driftd::updaters {
namespace {

std::unexpected<TrainingFailure> unusable(std::string message) {
  return std::unexpected(TrainingFailure{.cause = TrainingFailure::Cause::data, .message = std::move(message)});
}

/// Why the base cannot go on, or "".
std::string base_problem(const Model& base, const BoostedTrees* trees, const config::ModelSchema& schema, const Dataset& rows) {
  if (trees == nullptr) return "the base is not a model of boosted trees; train without it";
  if (base.schema() != schema) return "the base answers from other features or another task; train without it";
  const auto& known = trees->parts().classes;
  const auto is_new = [&](const ClassName& name) { return std::ranges::find(known, name.code, &ClassName::code) == known.end(); };
  const auto found = std::ranges::find_if(rows.classes, is_new);
  if (found != rows.classes.end())
    return "the base does not know the class \"" + found->name + "\", and trees cannot learn another; train without it";
  if (trees->parts().booster.rounds() > BoostedTreesLearner::kMostRounds)
    return "the base has grown to its bound of trees; train without it";
  return "";
}

std::string afresh_problem(const config::ModelSchema& schema, const Dataset& rows) {
  const auto seen = [](const config::Feature& feature) { return feature.type != config::FeatureType::text; };
  if (std::ranges::none_of(schema.features, seen)) return "all features are texts, which trees do not see; choose a linear model";
  if (has_one_class(schema.task, rows))
    return "all " + std::to_string(rows.size()) + " rows have the same class; wait for a row of another";
  return "";
}

std::vector<float> floats_of(std::span<const double> values) {
  return {values.begin(), values.end()};
}

}  // namespace

bool BoostedTreesLearner::suits(const config::ModelSchema& schema) const {
  return std::ranges::count(schema.features, config::FeatureType::text, &config::Feature::type) <
         static_cast<std::ptrdiff_t>(schema.features.size());
}

std::expected<ModelPointer, TrainingFailure> BoostedTreesLearner::train(const config::ModelSchema& schema, const Dataset& rows,
                                                                        const Model* base, std::uint64_t seed) const {
  if (auto checked = check_sample(schema, rows); !checked) return unusable(std::move(checked.error()));
  const auto* trees = dynamic_cast<const BoostedTrees*>(base);
  if (std::string found = base != nullptr ? base_problem(*base, trees, schema, rows) : afresh_problem(schema, rows); !found.empty())
    return unusable(std::move(found));

  const TreeColumns columns = trees != nullptr ? trees->parts().columns : TreeColumns::learn(schema.features, rows);
  const std::vector<ClassName> classes = trees != nullptr                          ? trees->parts().classes
                                         : schema.task == config::Task::multiclass ? rows.classes
                                                                                   : std::vector<ClassName>();
  const LabelScale label = trees != nullptr ? trees->parts().label : learn_label_scale(schema.task, rows.labels);
  const TreeRows encoded = columns.encode(rows);
  const std::vector<float> targets = floats_of(targets_of(schema.task, classes, label, rows.labels));
  const std::vector<float> weights =
      settings_.half_life == 0 ? std::vector<float>() : floats_of(row_importance(rows.size(), settings_.half_life));
  BoostingSettings boosting = settings_.boosting;
  if (trees != nullptr) boosting.rounds = settings_.more_rounds;
  const Booster::Lesson lesson{.task = schema.task,
                               .classes = classes.size(),
                               .rows = &encoded,
                               .targets = targets,
                               .weights = weights,
                               .growth = trees != nullptr ? settings_.continuing : Booster::Growth::fresh,
                               .seed = seed};
  auto booster = Booster::train(boosting, lesson, trees != nullptr ? trees->parts().booster.save() : std::string());
  if (!booster) return unusable(std::move(booster.error()));
  BoostedTreesParts parts{.schema = schema, .columns = columns, .classes = classes, .label = label, .booster = std::move(*booster)};
  if (std::string found = BoostedTrees::problem(parts); !found.empty()) return unusable(std::move(found));
  return std::make_shared<BoostedTrees>(std::move(parts));
}

namespace {

/// The declaration's fields, flat.
struct Parameters {
  std::int64_t rounds = BoostingSettings{}.rounds;
  std::int64_t depth = BoostingSettings{}.depth;
  double rate = BoostingSettings{}.rate;
  double row_share = BoostingSettings{}.row_share;
  double column_share = BoostingSettings{}.column_share;
  double min_weight = BoostingSettings{}.min_weight;
  double l2 = BoostingSettings{}.l2;
  Booster::Growth continuing = BoostedTreesSettings{}.continuing;
  std::int64_t more_rounds = BoostedTreesSettings{}.more_rounds;
  std::int64_t half_life = BoostedTreesSettings{}.half_life;
};

config::Declaration<Parameters> trees_declaration() {
  return config::Declaration<Parameters>("gradient-boosted trees, by XGBoost")
      .optional("rounds", &Parameters::rounds, config::integer({.min = 1, .max = 5000}), "trees, for each class one")
      .optional("depth", &Parameters::depth, config::integer({.min = 1, .max = 16}), "of a tree: 2^depth leaves at most")
      .optional("rate", &Parameters::rate, config::number({.max = 1, .above = 0}), "what a tree's leaves are multiplied by")
      .optional("row_share", &Parameters::row_share, config::number({.max = 1, .above = 0}), "of the rows, drawn anew for each tree")
      .optional("column_share", &Parameters::column_share, config::number({.max = 1, .above = 0}),
                "of the columns, drawn anew for each tree")
      .optional("min_weight", &Parameters::min_weight, config::number({.min = 0, .max = 1e6}),
                "least sum of curvatures in a leaf: rows, for a squared error")
      .optional("l2", &Parameters::l2, config::number({.min = 0, .max = 1e6}), "pull of the leaves towards 0")
      .optional("continue", &Parameters::continuing,
                config::one_of<Booster::Growth>({{"more", Booster::Growth::more}, {"refresh", Booster::Growth::refresh}}),
                "how a champion goes on learning: more trees on top, or the leaves of its trees learnt anew")
      .optional("more_rounds", &Parameters::more_rounds, config::integer({.min = 1, .max = 5000}),
                "trees that are put on top of a champion's")
      .optional("half_life", &Parameters::half_life, config::integer({.min = 0, .max = 10'000'000}),
                "a row counts half as much as one that came this many rows after it; 0: all count alike");
}

}  // namespace

void declare_boosted_trees(config::Catalogue<LearnerPointer>& catalogue) {
  const auto declaration = trees_declaration();
  catalogue.add({.name = "xgboost",
                 .summary = declaration.summary(),
                 .paper = "Chen, Guestrin: XGBoost: A Scalable Tree Boosting System, KDD (2016)",
                 .guarantee = "",
                 .cost = "an answer: `depth` comparisons a tree; memory: about 50 bytes a leaf"},
                declaration, [](const Parameters& read) {
                  return std::make_unique<BoostedTreesLearner>(BoostedTreesSettings{.boosting = {.rounds = read.rounds,
                                                                                                 .depth = read.depth,
                                                                                                 .rate = read.rate,
                                                                                                 .row_share = read.row_share,
                                                                                                 .column_share = read.column_share,
                                                                                                 .min_weight = read.min_weight,
                                                                                                 .l2 = read.l2},
                                                                                    .continuing = read.continuing,
                                                                                    .more_rounds = read.more_rounds,
                                                                                    .half_life = read.half_life});
                });
}

}  // namespace driftd::updaters
