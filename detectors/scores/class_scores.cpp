#include "detectors/scores/class_scores.h"

#include "detectors/scores/formula_score.h"

namespace driftd::detectors {

namespace {

using ClassCounts = ScoreSums::ClassCounts;
using ClassScore = std::optional<double> (*)(const ClassCounts&);

std::optional<double> share(std::uint64_t part, std::uint64_t whole) {
  if (whole == 0) return std::nullopt;
  return static_cast<double>(part) / static_cast<double>(whole);
}

std::optional<double> precision_of(const ClassCounts& row) {
  return share(row.true_positives, row.predicted);
}
std::optional<double> recall_of(const ClassCounts& row) {
  return share(row.true_positives, row.actual);
}
std::optional<double> f1_of(const ClassCounts& row) {
  return share(2 * row.true_positives, row.predicted + row.actual);
}

std::optional<double> of_class_one(const ScoreSums& sums, ClassScore score) {
  for (const ClassCounts& row : sums.classes()) {
    if (row.code == 1) return score(row);
  }
  return std::nullopt;
}

std::optional<double> mean_over_classes(const ScoreSums& sums, ClassScore score) {
  if (sums.classes().empty()) return std::nullopt;
  double total = 0;
  for (const ClassCounts& row : sums.classes()) total += score(row).value_or(0);
  return total / static_cast<double>(sums.classes().size());
}

template <ClassScore score>
std::optional<double> over_classes(const ScoreSums& sums) {
  return sums.task() == config::Task::binary ? of_class_one(sums, score) : mean_over_classes(sums, score);
}

std::optional<double> accuracy(const ScoreSums& sums) {
  return share(sums.correct(), sums.count());
}

constexpr auto kCost = "a few ns an outcome; 32 bytes a class";

}  // namespace

void declare_accuracy(config::Catalogue<ScorePointer>& catalogue) {
  declare_formula(catalogue,
                  {.name = "accuracy", .summary = "share of predictions that were right", .paper = "", .guarantee = "", .cost = kCost},
                  {accuracy, ScoreFor::classification, Better::higher});
}

void declare_precision(config::Catalogue<ScorePointer>& catalogue) {
  declare_formula(catalogue,
                  {.name = "precision",
                   .summary = "share of the predictions of class 1 that were right; of several classes, the mean over them",
                   .paper = "",
                   .guarantee = "",
                   .cost = kCost},
                  {over_classes<precision_of>, ScoreFor::classification, Better::higher});
}

void declare_recall(config::Catalogue<ScorePointer>& catalogue) {
  declare_formula(catalogue,
                  {.name = "recall",
                   .summary = "share of what was class 1 that was predicted so; of several classes, the mean over them",
                   .paper = "",
                   .guarantee = "",
                   .cost = kCost},
                  {over_classes<recall_of>, ScoreFor::classification, Better::higher});
}

void declare_f1(config::Catalogue<ScorePointer>& catalogue) {
  declare_formula(catalogue,
                  {.name = "f1",
                   .summary = "harmonic mean of precision and recall of class 1; of several classes, the mean over them",
                   .paper = "",
                   .guarantee = "",
                   .cost = kCost},
                  {over_classes<f1_of>, ScoreFor::classification, Better::higher});
}

}  // namespace driftd::detectors
