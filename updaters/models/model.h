#pragma once

// A model is an immutable artefact: preprocessing, weights and, for those who continue training it, the optimiser's state, in one object,
// so that training and serving cannot differ and no request can mix two versions. A learner makes one from rows.

#include <cstdint>
#include <expected>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "config/catalogue.h"
#include "config/features.h"
#include "updaters/dataset.h"
#include "updaters/transfer_order.h"

namespace driftd::updaters {

/// Bound of what is trained and read.
constexpr std::size_t kMostClasses = 256;

/// Answers for n rows. Reused between calls: nothing is allocated once it has grown.
struct Answers {
  std::vector<double> values;         // n: a number (regression), 0 / 1 (binary) or a class code (multiclass)
  std::vector<double> probabilities;  // n x k row-major: k = 1, of class 1 (binary); k = classes().size() (multiclass); empty (regression)
};

class Model {
 public:
  static constexpr std::size_t kMostTrialErrors = 1000;

  virtual ~Model() = default;

  virtual const config::ModelSchema& schema() const = 0;
  /// Classes in the order of the probabilities' columns (multiclass), else empty.
  virtual std::span<const ClassName> classes() const = 0;
  /// Answers are finite whatever the rows hold. Thread-safe.
  virtual void predict(const RowsView& rows, Answers& answers) const = 0;
  /// What the model says of how it came to be, for people; "" where there is nothing to say.
  virtual std::string notes() const { return {}; }
  /// Errors on rows that the model, or one like it, was tried on before it learnt from all, in time order: 0 or 1 for classes, the absolute
  /// error for numbers, at most the newest kMostTrialErrors; empty where there was no trial. Known to the one who trained it, not kept in
  /// the artefact.
  virtual std::span<const double> trial_errors() const { return {}; }
  /// The artefact as text; read_model(write()) answers bit for bit alike.
  virtual std::string write() const = 0;
};

using ModelPointer = std::shared_ptr<const Model>;

/// Reads any artefact of a built-in family, by its "format"; the error says what is wrong with it. Nothing in it is trusted.
std::expected<ModelPointer, std::string> read_model(std::string_view text);

struct TrainingFailure {
  enum class Cause : std::uint8_t { data, diverged };
  Cause cause = Cause::data;
  std::string message;
};

/// How much of its budget a training has left, by whatever clock the caller has: 1 all, 0 nothing.
using Allowance = std::function<double()>;

class Learner {
 public:
  virtual ~Learner() = default;

  /// To be told before it trains. Who tries several families leaves out those that there is no time for; others learn what they are told
  /// to, and whoever started them ends them.
  virtual void keep_within(Allowance /*left*/) {}

  virtual bool fits(config::Task task) const = 0;
  /// Whether it is worth a trial on such features, where nobody asked for it by name.
  virtual bool suits(const config::ModelSchema& schema) const { return fits(schema.task); }
  /// Learns from the rows in the order and randomness that `seed` gives; the same call gives the same artefact. `base` (or null) is
  /// continued: its preprocessing, weights and optimiser state; it must be of the same family and schema.
  virtual std::expected<ModelPointer, TrainingFailure> train(const config::ModelSchema& schema, const Dataset& rows, const Model* base,
                                                             std::uint64_t seed) const = 0;
  /// Starts from what of `source` fits, of another schema or another family's choice (ChosenModel) too, leaves as it is what `freeze`
  /// names, and learns the rest from the rows. Fails, with the reason, where the family cannot do that (as a family does that says nothing
  /// else), or not from this source.
  virtual std::expected<ModelPointer, TrainingFailure> transfer(const config::ModelSchema& schema, const Dataset& rows, const Model& source,
                                                                std::span<const Freezable> freeze, std::uint64_t seed) const;
};

using LearnerPointer = std::unique_ptr<Learner>;

}  // namespace driftd::updaters
