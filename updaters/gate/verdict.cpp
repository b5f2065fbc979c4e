#include "updaters/gate/verdict.h"

#include <fmt/format.h>

namespace driftd::updaters {

std::string_view name_of(Decision decision) {
  switch (decision) {
    case Decision::promote: return "promote";
    case Decision::reject: return "reject";
    case Decision::inconclusive: return "inconclusive";
  }
  return "";
}

std::string_view name_of(GateTest test) {
  switch (test) {
    case GateTest::automatic: return "auto";
    case GateTest::mcnemar: return "mcnemar";
    case GateTest::paired_t: return "paired_t";
    case GateTest::diebold_mariano: return "diebold_mariano";
    case GateTest::bootstrap: return "bootstrap";
    case GateTest::sequential: return "sequential";
  }
  return "";
}

std::string text_of(const Verdict& verdict) {
  std::string text = fmt::format("{} on {} rows: loss {:.4f} against the champion's {:.4f}, p {:.2g}, bar {:.2g}", name_of(verdict.test),
                                 verdict.rows, verdict.challenger_loss, verdict.champion_loss, verdict.p_better, verdict.alpha);
  for (const Evidence& evidence : verdict.evidence) {
    if (!evidence.holds && evidence.name != name_of(verdict.test)) text += "; " + evidence.text;
  }
  return text;
}

void save(const Verdict& verdict, detectors::StateWriter& state) {
  state.put(verdict.decision);
  state.put(verdict.test);
  state.put(verdict.rows);
  for (const double value : {verdict.champion_loss, verdict.challenger_loss, verdict.p_better, verdict.p_worse, verdict.alpha})
    state.put(value);
  state.put(static_cast<std::uint64_t>(verdict.evidence.size()));
  for (const Evidence& evidence : verdict.evidence) {
    state.put(std::string_view(evidence.name));
    state.put(evidence.holds);
    state.put(evidence.value);
    state.put(evidence.bar);
    state.put(std::string_view(evidence.text));
  }
}

void load(Verdict& verdict, detectors::StateReader& state) {
  state.get(verdict.decision);
  state.get(verdict.test);
  state.get(verdict.rows);
  for (double* value : {&verdict.champion_loss, &verdict.challenger_loss, &verdict.p_better, &verdict.p_worse, &verdict.alpha})
    state.get(*value);
  if (verdict.decision > Decision::inconclusive || verdict.test > GateTest::sequential) state.fail();
  const auto count = state.get_count();
  verdict.evidence.clear();
  for (std::uint64_t i = 0; i < count && !state.failed(); ++i) {
    Evidence evidence;
    state.get(evidence.name);
    state.get(evidence.holds);
    state.get(evidence.value);
    state.get(evidence.bar);
    state.get(evidence.text);
    verdict.evidence.push_back(std::move(evidence));
  }
}

}  // namespace driftd::updaters
