#include "detectors/joint/classifier.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "detectors/stats/logistic_regression.h"
#include "detectors/stats/rank_sum.h"

namespace driftd::detectors {

namespace {

/// Where part `i` of `parts` of `rows` rows begins.
std::size_t cut(std::size_t rows, std::size_t i, std::size_t parts) {
  return rows * i / parts;
}

/// Rows of both samples, for a model.
struct Lesson {
  std::vector<double> rows;
  std::vector<std::uint8_t> classes;

  void add(const RowsView& sample, std::size_t first, std::size_t end, std::uint8_t label) {
    const auto values = sample.values.subspan(first * sample.columns, (end - first) * sample.columns);
    rows.insert(rows.end(), values.begin(), values.end());
    classes.insert(classes.end(), end - first, label);
  }
};

std::vector<double> scores_of(const LogisticModel& model, const RowsView& sample, std::size_t first, std::size_t end) {
  std::vector<double> scores;
  for (std::size_t i = first; i < end; ++i) scores.push_back(model.score(sample.row(i)));
  return scores;
}

}  // namespace

std::size_t Classifier::most_columns(std::size_t /*reference_rows*/) const {
  return 64;
}

void Classifier::learn(const RowsView& reference, const WindowShape& shape) {
  reference_ = reference;
  kept_of_a_pane_ = std::max<std::size_t>((keep() + shape.panes - 1) / shape.panes, 1);
}

PaneSummary Classifier::summarise(const RowsView& rows, std::uint64_t /*before*/) const {
  PaneSummary summary;
  const std::size_t kept = std::min(rows.size(), kept_of_a_pane_);
  for (std::size_t i = 0; i < kept; ++i) {
    const auto row = rows.row(i * rows.size() / kept);
    summary.insert(summary.end(), row.begin(), row.end());
  }
  return summary;
}

bool Classifier::accepts(const PaneSummary& summary) const {
  constexpr double kLargest = 1e9;
  return summary.size() % reference_.columns == 0 && summary.size() / reference_.columns <= kept_of_a_pane_ &&
         std::ranges::all_of(summary, [](double value) { return std::abs(value) <= kLargest; });
}

Evidence Classifier::evidence(std::span<const PaneSummary> window) const {
  std::vector<double> rows;
  for (const PaneSummary& pane : window) rows.insert(rows.end(), pane.begin(), pane.end());
  const RowsView current{.values = rows, .columns = reference_.columns};
  if (reference_.size() == 0 || current.size() == 0) return {};
  const std::size_t parts = std::min({folds_, reference_.size(), current.size()});
  RankSum sum;
  Lesson lesson;
  for (std::size_t part = 0; part < parts; ++part) {
    const std::size_t x = cut(reference_.size(), part, parts);
    const std::size_t y = cut(current.size(), part, parts);
    const std::size_t x_end = cut(reference_.size(), part + 1, parts);
    const std::size_t y_end = cut(current.size(), part + 1, parts);
    if (part > 0) {
      const auto model = fit_logistic(lesson.rows, current.columns, lesson.classes, penalty_);
      sum += rank_sum(scores_of(model, reference_, x, x_end), scores_of(model, current, y, y_end));
    }
    lesson.add(reference_, x, x_end, 0);
    lesson.add(current, y, y_end, 1);
  }
  if (sum.variance == 0) return {.statistic = 0.5, .p_value = 1};
  const double z = (sum.wins - sum.pairs / 2) / std::sqrt(sum.variance);
  return {.statistic = sum.wins / sum.pairs, .p_value = 0.5 * std::erfc(z / std::numbers::sqrt2)};
}

void declare_classifier(config::Catalogue<JointComparisonPointer>& catalogue) {
  catalogue.add({.name = "classifier",
                 .summary = "classifier two-sample test: a logistic model tells the window's rows from the reference's",
                 .paper = "Lopez-Paz & Oquab, Revisiting classifier two-sample tests, ICLR 2017",
                 .guarantee = "calibrated: for independent rows, by the limit distribution of ranks; of 1,200 unchanged windows (normal, "
                              "heavy tails, categories and gaps, 400 columns) "
                              "3.3 % alarmed at alpha .05",
                 .cost = "`folds` models of up to `keep` rows of either sample for each window; 8 bytes a kept value"},
                joint_declaration<ClassifierParameters>("classifier two-sample test")
                    .optional("folds", &ClassifierParameters::folds, config::integer({.min = 2, .max = 20}),
                              "parts, in order; each but the first is scored by a model of those before it")
                    .optional("penalty", &ClassifierParameters::penalty, config::number({.min = 1e-3, .max = 1e6}), "ridge of the model"),
                [](const ClassifierParameters& parameters) -> JointComparisonPointer { return std::make_unique<Classifier>(parameters); });
}

}  // namespace driftd::detectors
