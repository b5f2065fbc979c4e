#include "updaters/models/automatic/automatic_learner.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "config/suggestion.h"
#include "updaters/catalogue.h"
#include "updaters/models/automatic/chosen_model.h"
#include "updaters/models/proper_loss.h"
#include "updaters/models/transferred_model.h"

namespace driftd::updaters {
namespace {

/// Fewer judge nobody.
constexpr std::size_t kFewestNewest = 30;
constexpr std::size_t kEnoughNewest = 200;
/// Left of the budget, for a further family to be tried: nobody knows what it will take.
constexpr double kEnoughLeft = 0.5;

double mean_of(std::span<const double> values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

/// Whether `challenger` is better by more than one standard error of the mean difference.
bool surely_better(std::span<const double> challenger, std::span<const double> champion) {
  const auto n = static_cast<double>(challenger.size());
  const double mean = mean_of(champion) - mean_of(challenger);
  double squares = 0;
  for (std::size_t i = 0; i < challenger.size(); ++i) squares += std::pow(champion[i] - challenger[i] - mean, 2);
  return mean > std::sqrt(squares / (n - 1) / n);
}

std::string_view loss_name(config::Task task) {
  return task == config::Task::regression ? "squared error" : "Brier score";
}

ModelPointer chosen(std::string family, std::string reason, ModelPointer model, std::vector<double> errors = {}) {
  return std::make_shared<ChosenModel>(Choice{.family = std::move(family), .reason = std::move(reason)}, std::move(model),
                                       std::move(errors));
}

}  // namespace

AutomaticLearner::AutomaticLearner(AutomaticLearnerSettings settings, std::vector<Candidate> candidates)
    : settings_(std::move(settings)), candidates_(std::move(candidates)) {}

bool AutomaticLearner::fits(config::Task task) const {
  return std::ranges::any_of(candidates_, [task](const Candidate& candidate) { return candidate.learner->fits(task); });
}

std::expected<ModelPointer, TrainingFailure> AutomaticLearner::train(const config::ModelSchema& schema, const Dataset& rows,
                                                                     const Model* base, std::uint64_t seed) const {
  if (base != nullptr) return go_on(schema, rows, *base, seed);
  std::expected<ModelPointer, TrainingFailure> first_failure =
      std::unexpected(TrainingFailure{.cause = TrainingFailure::Cause::data, .message = "no family fits the task"});
  const auto trials = try_all(schema, rows, seed);
  const double left = this->left();
  const Trial* best = best_of(trials, left);
  const std::string reason = reason_for(trials, best, left, schema.task);
  if (best != nullptr && best->cost >= left)
    return chosen(best->candidate->family, reason + "; it has not learnt from these rows", best->model, best->errors);
  // The best first; should it fail on all rows, the others in their order.
  std::vector<const Candidate*> order;
  if (best != nullptr) order.push_back(best->candidate);
  for (const Trial& trial : trials.done) {
    if (&trial != best && trial.cost < left) order.push_back(trial.candidate);
  }
  for (const Candidate& candidate : candidates_) {
    const bool was_tried = std::ranges::find(trials.done, &candidate, &Trial::candidate) != trials.done.end();
    const bool had_no_time = std::ranges::find(trials.no_time, candidate.family) != trials.no_time.end();
    if (is_tried(candidate, schema) && !was_tried && !had_no_time) order.push_back(&candidate);
  }
  bool failed = false;
  for (const Candidate* candidate : order) {
    auto trained = candidate->learner->train(schema, rows, nullptr, seed);
    const bool tried = best != nullptr && candidate == best->candidate;
    if (trained) return chosen(candidate->family, reason, std::move(*trained), tried ? best->errors : std::vector<double>());
    if (!std::exchange(failed, true)) first_failure = std::move(trained);
  }
  return first_failure;
}

/// Of those that have time to learn from all rows, or, where nobody has, of all.
const AutomaticLearner::Trial* AutomaticLearner::best_of(const Trials& trials, double left) {
  const auto has_time = [left](const Trial& trial) { return trial.cost < left; };
  const bool nobody_has_time = std::ranges::none_of(trials.done, has_time);
  const Trial* best = nullptr;
  for (const Trial& trial : trials.done) {
    if (!nobody_has_time && !has_time(trial)) continue;
    if (best == nullptr || surely_better(trial.losses, best->losses)) best = &trial;
  }
  return best;
}

std::string AutomaticLearner::reason_for(const Trials& trials, const Trial* best, double left, config::Task task) {
  std::string reason = "too few rows to choose by";
  if (best != nullptr) {
    std::vector<std::string> losses;
    for (const Trial& trial : trials.done) {
      const std::string_view cost = trial.cost < left ? "" : " (no time to learn from all rows)";
      losses.push_back(fmt::format("{} {:.4g}{}", trial.candidate->family, mean_of(trial.losses), cost));
    }
    reason = fmt::format("{} by the {} on the {} newest rows: {}", best->candidate->family, loss_name(task), best->losses.size(),
                         fmt::join(losses, ", "));
  }
  if (!trials.no_time.empty()) reason += fmt::format("; no time to try {}", fmt::join(trials.no_time, ", "));
  return reason;
}

std::expected<ModelPointer, TrainingFailure> AutomaticLearner::go_on(const config::ModelSchema& schema, const Dataset& rows,
                                                                     const Model& base, std::uint64_t seed) const {
  const auto* known = dynamic_cast<const ChosenModel*>(&base);
  const auto found = known == nullptr ? candidates_.end() : std::ranges::find(candidates_, known->family(), &Candidate::family);
  if (found == candidates_.end()) {
    return std::unexpected(
        TrainingFailure{.cause = TrainingFailure::Cause::data, .message = "the base is of no family that is tried here; train without it"});
  }
  auto trained = found->learner->train(schema, rows, &known->model(), seed);
  if (!trained) return trained;
  return chosen(found->family, "goes on as " + found->family, std::move(*trained));
}

std::expected<ModelPointer, TrainingFailure> AutomaticLearner::transfer(const config::ModelSchema& schema, const Dataset& rows,
                                                                        const Model& source, std::span<const Freezable> freeze,
                                                                        std::uint64_t seed) const {
  const std::string family = family_of(source);
  const auto found = std::ranges::find(candidates_, family, &Candidate::family);
  if (found == candidates_.end()) {
    const std::string message =
        family.empty() ? "the source is of no family of driftd's own; train without it"
                       : "the source is a " + family + " model, which is none of the families that are tried here; train without it";
    return std::unexpected(TrainingFailure{.cause = TrainingFailure::Cause::data, .message = message});
  }
  auto trained = found->learner->transfer(schema, rows, source, freeze, seed);
  if (!trained) {
    trained.error().message = family + ": " + trained.error().message;
    return trained;
  }
  return chosen(family, "starts as " + family, std::move(*trained));
}

/// `without` leaves somebody.
bool AutomaticLearner::is_tried(const Candidate& candidate, const config::ModelSchema& schema) const {
  const auto left_out = [this](const Candidate& other) {
    return std::ranges::find(settings_.without, other.family) != settings_.without.end();
  };
  if (!is_wanted(candidate, schema)) return false;
  return !left_out(candidate) ||
         std::ranges::none_of(candidates_, [&](const Candidate& other) { return is_wanted(other, schema) && !left_out(other); });
}

bool AutomaticLearner::is_wanted(const Candidate& candidate, const config::ModelSchema& schema) const {
  return settings_.families.empty() ? candidate.learner->suits(schema) : candidate.learner->fits(schema.task);
}

/// A share of few rows would be too few: of them up to a third judge.
std::size_t AutomaticLearner::judging_rows(std::size_t rows) const {
  const auto share = static_cast<std::size_t>(settings_.newest * static_cast<double>(rows));
  return std::max(share, std::min(rows / 3, kEnoughNewest));
}

AutomaticLearner::Trials AutomaticLearner::try_all(const config::ModelSchema& schema, const Dataset& rows, std::uint64_t seed) const {
  const std::size_t newest = judging_rows(rows.size());
  Trials trials;
  if (newest < kFewestNewest) return trials;
  const Dataset older = part(rows, schema, 0, rows.size() - newest);
  const Dataset newer = part(rows, schema, rows.size() - newest, rows.size());
  const double more_rows = static_cast<double>(rows.size()) / static_cast<double>(older.size());
  for (const Candidate& candidate : candidates_) {
    if (!is_tried(candidate, schema)) continue;
    const double before = left();
    if (!trials.done.empty() && before < kEnoughLeft) {
      trials.no_time.push_back(candidate.family);
      continue;
    }
    const auto trained = candidate.learner->train(schema, older, nullptr, seed);
    if (!trained) continue;
    const double cost = more_rows * (before - left());
    auto errors = errors_of(**trained, newer);
    errors.erase(errors.begin(), errors.end() - static_cast<std::ptrdiff_t>(std::min(errors.size(), Model::kMostTrialErrors)));
    trials.done.push_back(
        {.candidate = &candidate, .model = *trained, .losses = proper_losses(**trained, newer), .errors = std::move(errors), .cost = cost});
  }
  return trials;
}

namespace {

std::vector<AutomaticLearner::Candidate> candidates_of(const std::vector<std::string>& families) {
  std::vector<AutomaticLearner::Candidate> candidates;
  for (const auto& row : models().rows()) {
    const std::string& name = row.facts.name;
    if (name == AutomaticLearner::kName || (!families.empty() && std::ranges::find(families, name) == families.end())) continue;
    candidates.push_back({.family = name, .learner = models().choose_default(name).make()});
  }
  return candidates;
}

void check_families(const AutomaticLearnerSettings& read, const std::string& path, config::Problems& problems) {
  for (std::size_t i = 0; i < read.families.size(); ++i) {
    const std::string& name = read.families[i];
    if (name != AutomaticLearner::kName && models().find(name) != nullptr) continue;
    problems.push_back({fmt::format("{}/families/{}", path, i),
                        "there is no family \"" + name + "\" to try" + config::did_you_mean(name, models().row_names())});
  }
}

}  // namespace

void declare_automatic_learner(config::Catalogue<LearnerPointer>& catalogue) {
  const auto declaration =
      config::Declaration<AutomaticLearnerSettings>("the family that does best on the newest rows, having learnt from the older ones")
          .optional("newest", &AutomaticLearnerSettings::newest, config::number({.max = 0.5, .above = 0}),
                    "share of the rows that the families are judged on")
          .optional("families", &AutomaticLearnerSettings::families, config::list(config::text({.min_length = 1, .max_length = 64}), 0, 32),
                    "those that are tried; none: all that fit the task")
          .optional("without", &AutomaticLearnerSettings::without, config::list(config::text({.min_length = 1, .max_length = 64}), 0, 32),
                    "families that are left out, unless nothing else is left")
          .check(check_families);
  catalogue.add({.name = std::string(AutomaticLearner::kName),
                 .summary = declaration.summary(),
                 .paper = "Breiman, Friedman, Olshen, Stone: Classification and Regression Trees (1984), for the one-standard-error rule",
                 .guarantee = "",
                 .cost = "a training of every family, as far as the budget allows, and one more of the chosen one"},
                declaration, [](const AutomaticLearnerSettings& settings) {
                  return std::make_unique<AutomaticLearner>(settings, candidates_of(settings.families));
                });
}

}  // namespace driftd::updaters
