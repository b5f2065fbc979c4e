#pragma once

// The gate: a challenger against the champion on the same rows, which neither has learnt from and which are later than what the challenger
// learnt. A point comparison promotes one of two equal models half the time; a paired test at alpha promotes it in at most a share alpha.
//
// Classes: exact McNemar. Of the rows that just one of the two got right, b by the challenger and c by the champion,
// P(X >= b), X ~ Binomial(b + c, 1/2), is the one-sided p-value. McNemar, Psychometrika 12 (1947).
// Numbers: one-sided paired t on the differences of squared errors, d_i = champion_i - challenger_i, t = mean(d) / (sd(d) / sqrt(n)).

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "config/declaration.h"

namespace driftd::updaters {

enum class Decision : std::uint8_t { promote, reject, inconclusive };
enum class GateTest : std::uint8_t { automatic, mcnemar, paired_t };

struct GateSettings {
  GateTest test = GateTest::automatic;  // mcnemar for classes, paired_t for numbers
  double alpha = 0.05;
  std::int64_t min_rows = 50;
  std::int64_t looks = 2;  // how often an inconclusive challenger may stand again on more rows; alpha is split over the looks
};

const config::Declaration<GateSettings>& gate_declaration();

struct Verdict {
  Decision decision = Decision::inconclusive;
  GateTest test = GateTest::automatic;
  std::uint64_t rows = 0;
  double champion_loss = 0;    // mean over the rows
  double challenger_loss = 0;  // mean over the rows
  double p_better = 1;         // one-sided: how surprising, were the challenger no better
  double p_worse = 1;          // one-sided: how surprising, were the challenger no worse
  double alpha = 0;            // what this look could spend
  bool operator==(const Verdict&) const = default;
};

/// Losses by row, in time order, paired: 0 / 1 for classes, squared errors for numbers. Equal sizes. `look` counts from 0.
Verdict judge(const GateSettings& settings, std::span<const double> champion, std::span<const double> challenger, std::int64_t look);

std::string_view name_of(Decision decision);
std::string_view name_of(GateTest test);

}  // namespace driftd::updaters
