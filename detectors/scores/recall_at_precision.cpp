#include "detectors/scores/recall_at_precision.h"

#include <algorithm>
#include <ranges>
#include <vector>

namespace driftd::detectors {
namespace {

struct RecallAtPrecisionParameters {
  double precision = 0.5;
};

/// The outcomes from a threshold on.
struct Found {
  std::uint64_t ones = 0;
  std::uint64_t all = 0;
  std::uint64_t all_at_best = 0;  // the same with the ones before the zeros of its tie
};

std::vector<Found> found_by_threshold(const std::vector<ProbabilityCounts::Row>& rows) {
  std::vector<Found> found;
  found.reserve(rows.size());
  Found so_far;
  for (const auto& row : std::views::reverse(rows)) {
    so_far.all_at_best = so_far.all + row.ones;
    so_far.ones += row.ones;
    so_far.all += row.ones + row.zeros;
    found.push_back(so_far);
  }
  return found;
}

/// The most ones that a threshold finds of which the precision passes; 0 where none does.
template <class Passes>
std::uint64_t most_ones(const std::vector<Found>& found, Passes passes) {
  for (const Found& at : std::views::reverse(found)) {
    if (passes(at)) return at.ones;
  }
  return 0;
}

class RecallAtPrecision final : public Score {
 public:
  explicit RecallAtPrecision(const RecallAtPrecisionParameters& parameters) : precision_(parameters.precision) {}

  using Score::interval;
  std::optional<double> value(const ScoreSums& sums) const override {
    const auto found = found_by_threshold(sums.probabilities().rows());
    if (found.empty() || found.back().ones == 0) return std::nullopt;
    return static_cast<double>(ones_at_precision(found)) / static_cast<double>(found.back().ones);
  }

  std::optional<Interval> interval(const ScoreSums& sums, double level) const override {
    const auto found = found_by_threshold(sums.probabilities().rows());
    if (found.empty() || found.back().ones == 0) return std::nullopt;
    const std::uint64_t ones = found.back().ones;
    const bool rounded = sums.probabilities().is_rounded();
    const auto surely = most_ones(found, [&](const Found& at) { return wilson_of(at.ones, at.all, level)->low >= precision_; });
    const auto perhaps = most_ones(found, [&](const Found& at) {
      return at.ones > 0 && wilson_of(at.ones, rounded ? at.all_at_best : at.all, level)->high >= precision_;
    });
    return Interval{.low = wilson_of(surely, ones, level)->low,
                    .high = wilson_of(std::max(perhaps, ones_at_precision(found)), ones, level)->high};
  }

  bool fits(config::Task task) const override { return task == config::Task::binary; }
  bool higher_is_better() const override { return true; }
  ScoreNeeds needs() const override { return {.probabilities = true, .confusions = false, .calibrations = {}}; }
  bool is_told_by(const ScoreNeeds& kept) const override { return kept.probabilities; }

 private:
  std::uint64_t ones_at_precision(const std::vector<Found>& found) const {
    return most_ones(found, [this](const Found& at) { return static_cast<double>(at.ones) >= precision_ * static_cast<double>(at.all); });
  }

  double precision_;
};

}  // namespace

void declare_recall_at_precision(config::Catalogue<ScorePointer>& catalogue) {
  config::Facts facts{
      .name = "recall_at_precision",
      .summary = "share of the ones that can be found while a share `precision` of what is called a one is one; for a class 1 that is rare",
      .paper = "Fawcett, An introduction to ROC analysis, 2006",
      .guarantee = "",
      .cost = "some 100 ns an outcome; 24 bytes a distinct probability, at most 800 KB a pane (beyond that rounded, see the interval)"};
  const auto declaration = config::Declaration<RecallAtPrecisionParameters>(facts.summary)
                               .optional("precision", &RecallAtPrecisionParameters::precision, config::number({.max = 1, .above = 0}),
                                         "which share of what is called a one has to be one");
  catalogue.add(std::move(facts), declaration, [](const RecallAtPrecisionParameters& parameters) -> ScorePointer {
    return std::make_unique<RecallAtPrecision>(parameters);
  });
}

}  // namespace driftd::detectors
