#include "detectors/scores/class_scores.h"

#include <string>
#include <utility>
#include <vector>

#include "detectors/scores/class_ratio.h"
#include "detectors/scores/formula_score.h"

namespace driftd::detectors {

namespace {

using config::Task;

constexpr ClassRatio kPrecision{.above = {.hit = 1}, .below = {.predicted = 1}};
constexpr ClassRatio kRecall{.above = {.hit = 1}, .below = {.actual = 1}};
constexpr ClassRatio kF1{.above = {.hit = 2}, .below = {.predicted = 1, .actual = 1}, .is_share = false, .of_several_counts = true};
constexpr ClassRatio kSpecificity{
    .above = {.hit = 1, .predicted = -1, .actual = -1, .all = 1}, .below = {.actual = -1, .all = 1}, .of_several_counts = true};

constexpr auto kCost = "a few ns an outcome; 32 bytes a class";
constexpr auto kAveragedCost = "a few ns an outcome; 32 bytes a class, and of several classes 24 bytes a pair that was confused";

struct RatioParameters {
  Average average = Average::automatic;
  std::string of_class;
};

class RatioScore final : public Score {
 public:
  RatioScore(const ClassRatio& ratio, RatioParameters parameters) : ratio_(ratio), parameters_(std::move(parameters)) {}

  using Score::interval;

  std::optional<double> value(const ScoreSums& sums) const override {
    if (const auto code = class_of(sums.task())) return value_of_class(ratio_, sums, *code);
    return value_over_classes(ratio_, sums, average());
  }

  std::optional<Interval> interval(const ScoreSums& sums, double level) const override {
    if (const auto code = class_of(sums.task())) return interval_of_class(ratio_, sums, *code, level);
    return interval_over_classes(ratio_, sums, average(), level);
  }

  bool fits(Task task) const override {
    if (task == Task::multiclass) return parameters_.average != Average::binary;
    return task == Task::binary && (parameters_.of_class.empty() || parameters_.of_class == "0" || parameters_.of_class == "1");
  }

  bool higher_is_better() const override { return true; }

  ScoreNeeds needs() const override {
    const bool averaged =
        parameters_.of_class.empty() && (average() == Average::weighted || (average() == Average::macro && ratio_.of_several_counts));
    return {.confusions = averaged};
  }

 private:
  /// The one class that is asked for, or nothing: an average.
  std::optional<double> class_of(Task task) const {
    if (!parameters_.of_class.empty())
      return task == Task::binary ? static_cast<double>(parameters_.of_class == "1") : config::category_code(parameters_.of_class);
    const bool of_one = parameters_.average == Average::binary || (parameters_.average == Average::automatic && task == Task::binary);
    return of_one ? std::optional(1.0) : std::nullopt;
  }

  Average average() const { return parameters_.average == Average::automatic ? Average::macro : parameters_.average; }

  ClassRatio ratio_;
  RatioParameters parameters_;
};

config::Declaration<RatioParameters> ratio_declaration(const std::string& summary) {
  return config::Declaration<RatioParameters>(summary)
      .optional("average", &RatioParameters::average,
                config::one_of<Average>({{"auto", Average::automatic},
                                         {"binary", Average::binary},
                                         {"micro", Average::micro},
                                         {"macro", Average::macro},
                                         {"weighted", Average::weighted}}),
                "auto: class 1 of two, the macro average of several; binary: class 1; micro: of all counts; macro: the mean over classes; "
                "weighted: that by frequency")
      .optional("class", &RatioParameters::of_class, config::text({.max_length = 1024}),
                "of this class alone (binary: \"0\" or \"1\"); leave \"average\" out")
      .check([](const RatioParameters& parameters, const std::string& path, config::Problems& problems) {
        if (parameters.of_class.empty() || parameters.average == Average::automatic) return;
        problems.push_back({config::step_into(path, "average"), "does not go with \"class\""});
      });
}

void declare_ratio(config::Catalogue<ScorePointer>& catalogue, const ClassRatio& ratio, std::string name, std::string summary) {
  const auto declaration = ratio_declaration(summary);
  catalogue.add({.name = std::move(name), .summary = std::move(summary), .paper = "", .guarantee = "", .cost = kAveragedCost}, declaration,
                [ratio](const RatioParameters& parameters) -> ScorePointer { return std::make_unique<RatioScore>(ratio, parameters); });
}

std::optional<double> accuracy(const ScoreSums& sums) {
  if (sums.count() == 0) return std::nullopt;
  return static_cast<double>(sums.correct()) / static_cast<double>(sums.count());
}

std::optional<Interval> accuracy_interval(const ScoreSums& sums, double level) {
  return wilson_of(sums.correct(), sums.count(), level);
}

std::vector<ClassCounts> classes_that_came_true(const ScoreSums& sums) {
  std::vector<ClassCounts> rows;
  for (const ClassCounts& row : sums.classes().rows()) {
    if (row.actual > 0) rows.push_back(row);
  }
  return rows;
}

std::optional<double> balanced_accuracy(const ScoreSums& sums) {
  const auto rows = classes_that_came_true(sums);
  if (rows.empty()) return std::nullopt;
  double total = 0;
  for (const ClassCounts& row : rows) total += static_cast<double>(row.true_positives) / static_cast<double>(row.actual);
  return total / static_cast<double>(rows.size());
}

std::optional<Interval> balanced_accuracy_interval(const ScoreSums& sums, double level) {
  if (sums.classes().has_overflowed()) return std::nullopt;
  const auto rows = classes_that_came_true(sums);
  return interval_of_macro_share(kRecall, rows, static_cast<double>(sums.count()), level);
}

}  // namespace

void declare_accuracy(config::Catalogue<ScorePointer>& catalogue) {
  declare_formula(catalogue,
                  {.name = "accuracy", .summary = "share of predictions that were right", .paper = "", .guarantee = "", .cost = kCost},
                  {accuracy, accuracy_interval, ScoreFor::classification, Better::higher});
}

void declare_balanced_accuracy(config::Catalogue<ScorePointer>& catalogue) {
  declare_formula(
      catalogue,
      {.name = "balanced_accuracy",
       .summary = "mean over the classes that came true of the share that was found: a rare class counts as much as a common one",
       .paper = "Brodersen et al., The balanced accuracy and its posterior distribution, ICPR 2010",
       .guarantee = "",
       .cost = kCost},
      {balanced_accuracy, balanced_accuracy_interval, ScoreFor::classification, Better::higher});
}

void declare_precision(config::Catalogue<ScorePointer>& catalogue) {
  declare_ratio(catalogue, kPrecision, "precision",
                "share of the predictions of class 1 that were right; of several classes, the mean over them");
}

void declare_recall(config::Catalogue<ScorePointer>& catalogue) {
  declare_ratio(catalogue, kRecall, "recall", "share of what was class 1 that was predicted so; of several classes, the mean over them");
}

void declare_f1(config::Catalogue<ScorePointer>& catalogue) {
  declare_ratio(catalogue, kF1, "f1", "harmonic mean of precision and recall of class 1; of several classes, the mean over them");
}

void declare_specificity(config::Catalogue<ScorePointer>& catalogue) {
  declare_ratio(catalogue, kSpecificity, "specificity",
                "share of what was not class 1 that was not predicted so; of several classes, the mean over them");
}

}  // namespace driftd::detectors
