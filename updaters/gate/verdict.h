#pragma once

// What the gate says, and on what grounds: the test and every guard, each with its number, its bar and a sentence for people.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "detectors/state.h"

namespace driftd::updaters {

enum class Decision : std::uint8_t { promote, reject, inconclusive };
enum class GateTest : std::uint8_t { automatic, mcnemar, paired_t, diebold_mariano, bootstrap, sequential };

/// One test or guard.
struct Evidence {
  std::string name;   // "mcnemar", "segment country=DE", "latency"
  bool holds = true;  // speaks for the promotion, or does not forbid it
  double value = 0;   // a p-value, an e-value, a rise of a loss, nanoseconds or bytes: `text` says which
  double bar = 0;     // what value was held against
  std::string text;
  bool operator==(const Evidence&) const = default;
};

struct Verdict {
  Decision decision = Decision::inconclusive;
  GateTest test = GateTest::automatic;
  std::uint64_t rows = 0;
  double champion_loss = 0;    // mean over the rows
  double challenger_loss = 0;  // mean over the rows
  double p_better = 1;         // one-sided: how surprising, were the challenger no better than the bar; sequential: 1 / e, at most 1
  double p_worse = 1;          // one-sided: how surprising, were the challenger no worse than the bar
  double alpha = 0;            // what this look could spend on a promotion
  std::vector<Evidence> evidence;
  bool operator==(const Verdict&) const = default;
};

std::string_view name_of(Decision decision);
std::string_view name_of(GateTest test);
/// "mcnemar on 200 rows: loss 0.0250 against the champion's 0.1500, p 1e-05, bar 0.015; segment country=DE: ..."
std::string text_of(const Verdict& verdict);

void save(const Verdict& verdict, detectors::StateWriter& state);
void load(Verdict& verdict, detectors::StateReader& state);

}  // namespace driftd::updaters
