#pragma once

// The family that chooses a family. Every candidate that fits the task learns from the older rows and answers the newer ones, the way it
// will be used: its past is their past. The mean loss on these decides, Brier's score for classes, the squared error for numbers (both
// proper: Gneiting, Raftery, JASA 102, 2007). Simpler families stand first, and a later one must be better by more than one standard error
// of the paired differences (the one-standard-error rule of Breiman, Friedman, Olshen, Stone: Classification and Regression Trees, 1984):
// so that chance does not choose a costlier model. The chosen one learns from all rows.
//
// A training that is stopped teaches nothing at all. So no further family is tried once half of what it may spend is gone, and none learns
// from all rows that would take more than is left; where that is nobody, the best goes as it was tried, without the newest rows.
//
// Continuing goes on with the family of the base, and so does a transfer with that of the source; another is only chosen afresh.

#include <string>
#include <utility>
#include <vector>

#include "config/catalogue.h"
#include "updaters/models/model.h"

namespace driftd::updaters {

struct AutomaticLearnerSettings {
  double newest = 0.2;                // share of the rows that the candidates are judged on
  std::vector<std::string> families;  // none: all that fit
  std::vector<std::string> without;   // not chosen, unless nothing else is left
};

class AutomaticLearner final : public Learner {
 public:
  static constexpr std::string_view kName = "auto";

  struct Candidate {
    std::string family;
    LearnerPointer learner;
  };

  /// Simplest first.
  AutomaticLearner(AutomaticLearnerSettings settings, std::vector<Candidate> candidates);

  void keep_within(Allowance left) override { left_ = std::move(left); }
  bool fits(config::Task task) const override;
  /// Fails as the candidates do: with the first one's reason where none could learn.
  std::expected<ModelPointer, TrainingFailure> train(const config::ModelSchema& schema, const Dataset& rows, const Model* base,
                                                     std::uint64_t seed) const override;
  /// As the source's own family does, where that is among the candidates.
  std::expected<ModelPointer, TrainingFailure> transfer(const config::ModelSchema& schema, const Dataset& rows, const Model& source,
                                                        std::span<const Freezable> freeze, std::uint64_t seed) const override;

 private:
  struct Trial {
    const Candidate* candidate;
    ModelPointer model;
    std::vector<double> losses;
    std::vector<double> errors;
    double cost = 0;  // share of the budget that all rows will take
  };
  struct Trials {
    std::vector<Trial> done;
    std::vector<std::string> no_time;  // families that were not tried
  };

  std::expected<ModelPointer, TrainingFailure> go_on(const config::ModelSchema& schema, const Dataset& rows, const Model& base,
                                                     std::uint64_t seed) const;
  std::size_t judging_rows(std::size_t rows) const;
  /// Those that were asked for by name as far as they fit; else those that suit.
  bool is_tried(const Candidate& candidate, const config::ModelSchema& schema) const;
  bool is_wanted(const Candidate& candidate, const config::ModelSchema& schema) const;
  static const Trial* best_of(const Trials& trials, double left);
  static std::string reason_for(const Trials& trials, const Trial* best, double left, config::Task task);
  Trials try_all(const config::ModelSchema& schema, const Dataset& rows, std::uint64_t seed) const;

  double left() const { return left_ ? left_() : 1; }

  AutomaticLearnerSettings settings_;
  std::vector<Candidate> candidates_;
  Allowance left_;
};

void declare_automatic_learner(config::Catalogue<LearnerPointer>& catalogue);

}  // namespace driftd::updaters
