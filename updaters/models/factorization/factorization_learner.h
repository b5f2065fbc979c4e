#pragma once

// The learner of factorisation machines: mini-batch descent on
//   mean over the rows of (loss + sum over the inputs that the row has on of (l2 w_i^2 + l2_factors |v_i|^2) / 2),
// so that what comes often is pulled back often, as in libFM: an input that came twice is not trusted like one that came a thousand times.
// (The label's unit is its deviation.)
//
// Weights start at zero. An input's factors start small and random where a row first has it on, so that users and items that a base did not
// know join it without disturbing what it knows; those that never came are zeros.
//
// Rendle: Factorization Machines with libFM, ACM TIST 3 (2012).

#include <algorithm>

#include "updaters/catalogue.h"
#include "updaters/models/factorization/factorization_machine.h"
#include "updaters/models/model.h"

namespace driftd::updaters {

struct FactorizationSettings : EncoderSettings {
  FactorizationSettings();

  std::int64_t factors = 8;
  double spread = 0.05;  // of the factors' start: its deviation
  config::Chosen<OptimizerPointer> optimizer;
  std::int64_t epochs = 15;    // passes over the rows
  std::int64_t batch = 32;     // rows a step
  double l2 = 0.02;            // per squared weight of an input that is on
  double l2_factors = 0.05;    // per squared factor of an input that is on
  std::int64_t half_life = 0;  // rows; 0: all count alike
};

class FactorizationLearner final : public Learner {
 public:
  explicit FactorizationLearner(FactorizationSettings settings) : settings_(std::move(settings)) {}

  bool fits(config::Task task) const override { return task != config::Task::multiclass; }
  /// Where two categories at least may go together: users and items, say.
  bool suits(const config::ModelSchema& schema) const override {
    return fits(schema.task) && std::ranges::count(schema.features, config::FeatureType::categorical, &config::Feature::type) >= 2;
  }
  /// Fails with `data` where the sample or the base cannot be used: no rows, infinite numbers, one class only (without a base), too many
  /// weights, a base of another family or schema, or with another number of factors; with `diverged` where the weights ran away.
  std::expected<ModelPointer, TrainingFailure> train(const config::ModelSchema& schema, const Dataset& rows, const Model* base,
                                                     std::uint64_t seed) const override;
  /// From a factorisation machine of the same task and as many factors. Freezes nothing.
  std::expected<ModelPointer, TrainingFailure> transfer(const config::ModelSchema& schema, const Dataset& rows, const Model& source,
                                                        std::span<const Freezable> freeze, std::uint64_t seed) const override;

 private:
  std::expected<FactorizationParts, std::string> start(const config::ModelSchema& schema, const Dataset& rows, const Model* base) const;
  std::expected<FactorizationParts, std::string> start_from_another(const config::ModelSchema& schema, const Dataset& rows,
                                                                    const FactorizationParts& source) const;
  std::string factors_problem(const FactorizationParts& base) const;
  std::string size_problem(const Encoder& encoder) const;
  std::expected<ModelPointer, TrainingFailure> learn(FactorizationParts parts, const Dataset& rows, std::uint64_t seed) const;
  TrainedMatrix start_weights(const Encoder& encoder, const FactorizationParts* old) const;

  FactorizationSettings settings_;
};

void declare_fm(config::Catalogue<LearnerPointer>& catalogue);

}  // namespace driftd::updaters
