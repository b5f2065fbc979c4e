#include "updaters/gate/fixed_tests.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "updaters/gate/block_bootstrap.h"
#include "updaters/gate/diebold_mariano.h"
#include "updaters/gate/mcnemar.h"
#include "updaters/gate/paired_t.h"
#include "updaters/gate/standard_error.h"

namespace driftd::updaters {
namespace {

bool counts_rows(const PairedLosses& losses, const Hypothesis& hypothesis) {
  return losses.kind == LossKind::zero_one && (hypothesis.is_plain() || (hypothesis.of == MarginOf::loss && hypothesis.margin < 1));
}

GateTest choose(GateTest wanted, const PairedLosses& losses, const Hypothesis& hypothesis) {
  if (wanted != GateTest::automatic) return wanted;
  return counts_rows(losses, hypothesis) ? GateTest::mcnemar : GateTest::diebold_mariano;
}

bool neighbours_are_alike(std::span<const double> x) {
  const ScaledMoments moments = scaled_moments(x, 1);
  if (x.size() < 2 || moments.variance() == 0) return false;
  return moments.autocovariances[1] / moments.variance() > 2 / std::sqrt(static_cast<double>(x.size()));
}

TestResult by_rows(GateTest wanted, const PairedLosses& losses, const Hypothesis& hypothesis) {
  const Disagreements counts = disagreements(losses);
  TestResult result{.test = GateTest::mcnemar};
  const bool with_margin = counts_rows(losses, hypothesis) && !hypothesis.is_plain();
  result.p = with_margin ? tango(counts, hypothesis.shift()) : mcnemar(counts);
  result.how = fmt::format("{}: {} rows for the challenger, {} for the champion, of {}", with_margin ? "Tango's score" : "exact McNemar",
                           counts.wins, counts.losses, counts.rows);
  if (wanted != GateTest::automatic) return result;
  const auto x = differences(losses, hypothesis);
  if (!neighbours_are_alike(x)) return result;
  const PValues dependent = diebold_mariano(x);
  result.p = {.better = std::max(result.p.better, dependent.better), .worse = std::max(result.p.worse, dependent.worse)};
  result.how += "; neighbours are alike: Diebold and Mariano's p where it is larger";
  return result;
}

TestResult by_mean(GateTest test, std::span<const double> x) {
  if (test == GateTest::paired_t) return {.test = test, .p = paired_t(x), .how = "paired t"};
  if (test == GateTest::bootstrap) {
    const Resampled resampled = block_bootstrap(x);
    return {.test = test,
            .p = resampled.p,
            .how = fmt::format("{} resamples of blocks of {} rows, standard error {:.3g}", resampled.resamples, resampled.block,
                               resampled.standard_error)};
  }
  return {.test = GateTest::diebold_mariano,
          .p = diebold_mariano(x),
          .how = fmt::format("Diebold and Mariano over {} lags", newey_west_lags(x.size()))};
}

}  // namespace

TestResult test(GateTest wanted, const PairedLosses& losses, const Hypothesis& hypothesis) {
  const GateTest chosen = choose(wanted, losses, hypothesis);
  if (!all_finite(losses.challenger)) return {.test = chosen, .p = {.better = 1, .worse = 0}, .how = "the challenger failed to answer"};
  if (chosen == GateTest::mcnemar || !all_finite(losses.champion)) return by_rows(wanted, losses, hypothesis);
  return by_mean(chosen, differences(losses, hypothesis));
}

}  // namespace driftd::updaters
