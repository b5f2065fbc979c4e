#include "updaters/gate.h"

#include <algorithm>
#include <boost/math/distributions/binomial.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>

#include "config/assertion.h"

namespace driftd::updaters {
namespace {

struct PValues {
  double better = 1;
  double worse = 1;
};

/// P(X >= heads), X ~ Binomial(tosses, 1/2).
double at_least(std::uint64_t heads, std::uint64_t tosses) {
  if (heads == 0) return 1;
  const boost::math::binomial_distribution<double> coin(static_cast<double>(tosses), 0.5);
  return boost::math::cdf(boost::math::complement(coin, static_cast<double>(heads - 1)));
}

PValues mcnemar(std::span<const double> champion, std::span<const double> challenger) {
  std::uint64_t wins = 0;
  std::uint64_t losses = 0;
  for (std::size_t i = 0; i < champion.size(); ++i) {
    wins += challenger[i] < champion[i] ? 1U : 0U;
    losses += challenger[i] > champion[i] ? 1U : 0U;
  }
  return {.better = at_least(wins, wins + losses), .worse = at_least(losses, wins + losses)};
}

/// The differences' scale cancels in t: divided by the largest, their squares cannot overflow.
PValues paired_t(std::span<const double> champion, std::span<const double> challenger) {
  const auto n = static_cast<double>(champion.size());
  double largest = 0;
  for (std::size_t i = 0; i < champion.size(); ++i) largest = std::max(largest, std::abs(champion[i] - challenger[i]));
  if (n < 2 || largest == 0) return {};
  double sum = 0;
  for (std::size_t i = 0; i < champion.size(); ++i) sum += (champion[i] - challenger[i]) / largest;
  const double mean = sum / n;
  double squares = 0;
  for (std::size_t i = 0; i < champion.size(); ++i) squares += std::pow((champion[i] - challenger[i]) / largest - mean, 2);
  const double error = std::sqrt(squares / (n - 1) / n);
  if (error == 0) return mean > 0 ? PValues{.better = 0, .worse = 1} : PValues{.better = 1, .worse = 0};
  const boost::math::students_t_distribution<double> distribution(n - 1);
  const double t = mean / error;
  return {.better = boost::math::cdf(boost::math::complement(distribution, t)), .worse = boost::math::cdf(distribution, t)};
}

bool all_finite(std::span<const double> losses) {
  return std::all_of(losses.begin(), losses.end(), [](double loss) { return std::isfinite(loss); });
}

bool all_zero_or_one(std::span<const double> losses) {
  return std::all_of(losses.begin(), losses.end(), [](double loss) { return loss == 0 || loss == 1; });
}

double mean_of(std::span<const double> losses) {
  double sum = 0;
  for (const double loss : losses) sum += loss;
  return losses.empty() ? 0 : sum / static_cast<double>(losses.size());
}

GateTest test_for(GateTest wanted, std::span<const double> champion, std::span<const double> challenger) {
  if (wanted != GateTest::automatic) return wanted;
  return all_zero_or_one(champion) && all_zero_or_one(challenger) ? GateTest::mcnemar : GateTest::paired_t;
}

PValues test(GateTest test, std::span<const double> champion, std::span<const double> challenger) {
  if (!all_finite(challenger)) return {.better = 1, .worse = 0};
  // A champion that failed on a row has no square to average: who was nearer, row by row, still has an answer.
  if (test == GateTest::mcnemar || !all_finite(champion)) return mcnemar(champion, challenger);
  return paired_t(champion, challenger);
}

const auto& test_shape() {
  static const auto shape =
      config::one_of<GateTest>({{"auto", GateTest::automatic}, {"mcnemar", GateTest::mcnemar}, {"paired_t", GateTest::paired_t}});
  return shape;
}

}  // namespace

const config::Declaration<GateSettings>& gate_declaration() {
  static const auto declaration =
      config::Declaration<GateSettings>("what a challenger must show before it takes over")
          .optional("test", &GateSettings::test, test_shape(),
                    "mcnemar: right or wrong, row by row; paired_t: squared errors; auto: by the task")
          .optional("alpha", &GateSettings::alpha, config::number({.max = 0.5, .above = 0}),
                    "at most this share of challengers that are no better is promoted")
          .optional("min_rows", &GateSettings::min_rows, config::integer({.min = 2, .max = 1'000'000}), "fewer rows decide nothing")
          .optional("looks", &GateSettings::looks, config::integer({.min = 1, .max = 100}),
                    "how often an undecided challenger may stand, each time on more rows; alpha is split over them");
  return declaration;
}

Verdict judge(const GateSettings& settings, std::span<const double> champion, std::span<const double> challenger, std::int64_t look) {
  DRIFTD_ASSERT(champion.size() == challenger.size() && look >= 0 && settings.looks > 0);
  Verdict verdict;
  verdict.test = test_for(settings.test, champion, challenger);
  verdict.rows = champion.size();
  verdict.champion_loss = mean_of(champion);
  verdict.challenger_loss = mean_of(challenger);
  if (champion.size() < static_cast<std::size_t>(std::max<std::int64_t>(settings.min_rows, 1)) || look >= settings.looks) return verdict;
  const PValues p = test(verdict.test, champion, challenger);
  verdict.p_better = p.better;
  verdict.p_worse = p.worse;
  verdict.alpha = settings.alpha / static_cast<double>(settings.looks);
  if (p.better <= verdict.alpha) {
    verdict.decision = Decision::promote;
  } else if (p.worse <= verdict.alpha) {
    verdict.decision = Decision::reject;
  }
  return verdict;
}

std::string_view name_of(Decision decision) {
  switch (decision) {
    case Decision::promote:
      return "promote";
    case Decision::reject:
      return "reject";
    case Decision::inconclusive:
      return "inconclusive";
  }
  return "";
}

std::string_view name_of(GateTest test) {
  switch (test) {
    case GateTest::automatic:
      return "auto";
    case GateTest::mcnemar:
      return "mcnemar";
    case GateTest::paired_t:
      return "paired_t";
  }
  return "";
}

}  // namespace driftd::updaters
