#include "updaters/gate/gate.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "config/assertion.h"
#include "updaters/gate/fixed_tests.h"

namespace driftd::updaters {
namespace {

std::string claim_text(const Hypothesis& hypothesis) {
  if (hypothesis.is_plain()) return "better";
  const char* unit = hypothesis.of == MarginOf::share ? " of the champion's loss" : "";
  return hypothesis.claim == Claim::better ? fmt::format("better by {:.4g}{}", hypothesis.margin, unit)
                                           : fmt::format("not worse by {:.4g}{}", hypothesis.margin, unit);
}

Verdict judge_row_by_row(const GateSettings& settings, const PairedLosses& losses, const Stand& stand) {
  SequentialTest sequential(settings.hypothesis(), losses.kind, {.promote = stand.alpha, .reject = settings.alpha});
  for (std::size_t i = 0; i < losses.size(); ++i) sequential.observe(losses.champion[i], losses.challenger[i]);
  Verdict verdict = verdict_of(sequential);
  if (!all_finite(losses.challenger)) verdict.decision = Decision::reject;
  return verdict;
}

}  // namespace

Verdict judge(const GateSettings& settings, const PairedLosses& losses, const Stand& stand) {
  DRIFTD_ASSERT(losses.champion.size() == losses.challenger.size() && stand.look >= 0 && settings.looks > 0);
  Verdict verdict{.test = settings.test,
                  .rows = losses.size(),
                  .champion_loss = mean_of(losses.champion),
                  .challenger_loss = mean_of(losses.challenger)};
  if (losses.size() < static_cast<std::size_t>(std::max<std::int64_t>(settings.min_rows, 1)) || stand.look >= settings.looks)
    return verdict;
  if (settings.test == GateTest::sequential) return judge_row_by_row(settings, losses, stand);
  const auto looks = static_cast<double>(settings.looks);
  const TestResult result = test(settings.test, losses, settings.hypothesis());
  verdict.test = result.test;
  verdict.p_better = result.p.better;
  verdict.p_worse = result.p.worse;
  verdict.alpha = stand.alpha / looks;
  if (verdict.p_better <= verdict.alpha) {
    verdict.decision = Decision::promote;
  } else if (verdict.p_worse <= settings.alpha / looks) {
    verdict.decision = Decision::reject;
  }
  verdict.evidence.push_back(
      {.name = std::string(name_of(result.test)),
       .holds = verdict.decision == Decision::promote,
       .value = verdict.p_better,
       .bar = verdict.alpha,
       .text = fmt::format("{}; by {}: mean {:.4g} against the champion's {:.4g}; p {:.2g} that it is not {}, bar {:.2g}", result.how,
                           name_of(losses.kind), verdict.challenger_loss, verdict.champion_loss, verdict.p_better,
                           claim_text(settings.hypothesis()), verdict.alpha)});
  return verdict;
}

Verdict judge(const GateSettings& settings, const PairedLosses& losses, const GuardInputs& guards, const Stand& stand) {
  Verdict verdict = judge(settings, losses, stand);
  guard(verdict, settings, losses, guards);
  return verdict;
}

Verdict verdict_of(const SequentialTest& test) {
  Verdict verdict{.decision = test.decision(),
                  .test = GateTest::sequential,
                  .rows = test.rows(),
                  .champion_loss = test.champion_loss(),
                  .challenger_loss = test.challenger_loss(),
                  .p_better = 1 / std::max(test.e_better(), 1.0),
                  .p_worse = 1 / std::max(test.e_worse(), 1.0),
                  .alpha = test.alphas().promote};
  verdict.evidence.push_back(
      {.name = std::string(name_of(GateTest::sequential)),
       .holds = verdict.decision == Decision::promote,
       .value = test.e_better(),
       .bar = 1 / verdict.alpha,
       .text =
           fmt::format("betting on {} rows, by {}: {:.3g} to one for the challenger ({:.3g} are wanted), {:.3g} to one against "
                       "it ({:.3g})",
                       test.rows(), name_of(test.kind()), test.e_better(), 1 / verdict.alpha, test.e_worse(), 1 / test.alphas().reject)});
  return verdict;
}

void guard(Verdict& verdict, const GateSettings& settings, const PairedLosses& losses, const GuardInputs& inputs) {
  if (verdict.decision != Decision::promote || !settings.guards.any()) return;
  for (Evidence& evidence : ask_guards(settings.guards, losses, inputs, settings.margin_of)) {
    if (!evidence.holds) verdict.decision = Decision::reject;
    verdict.evidence.push_back(std::move(evidence));
  }
}

}  // namespace driftd::updaters
