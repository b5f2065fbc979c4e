#pragma once

// Two models' losses on the same rows, paired and in time order, and what is asked of their difference.
//
// With champion losses c_i, challenger losses l_i and a margin m, every test of the gate is about the mean of
//
//   x_i = c_i - l_i - m      claim "better":    the challenger is better by more than m
//   x_i = c_i - l_i + m      claim "not_worse": the challenger is worse by less than m (non-inferiority)
//
// or, where the margin is a share of the champion's loss, x_i = c_i (1 -+ m) - l_i: linear in the losses, so that no estimate of the
// champion's loss enters the bar. H0: E x <= 0 must fall for a promotion, H0': E x >= 0 for a rejection. What lies between is undecided.
//
// Kinds of loss: 0 / 1 (wrong or right), squared error, and of probabilities the log loss -ln max(p, 1e-6) and the Brier score
// sum_k (p_k - y_k)^2 / 2: proper scores, which are least for a model that says what it believes (Gneiting & Raftery, JASA 102, 2007), and
// which tell two models apart on fewer rows than right and wrong do.

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace driftd::updaters {

enum class LossKind : std::uint8_t { zero_one, squared, log, brier };
std::string_view name_of(LossKind kind);

constexpr double kLeastProbability = 1e-6;  // of the log loss: no answer costs more than 13.8

/// Equal sizes, in time order.
struct PairedLosses {
  std::span<const double> champion;
  std::span<const double> challenger;
  LossKind kind = LossKind::zero_one;
  std::size_t size() const { return champion.size(); }
};

enum class Claim : std::uint8_t { better, not_worse };
enum class MarginOf : std::uint8_t { loss, share };

/// What the challenger must show.
struct Hypothesis {
  Claim claim = Claim::better;
  double margin = 0;
  MarginOf of = MarginOf::loss;

  /// What is taken off the difference in units of loss: m, or -m.
  double shift() const { return of == MarginOf::share ? 0 : claim == Claim::better ? margin : -margin; }
  /// What the champion's loss counts for: 1, or 1 -+ m.
  double weight() const { return of == MarginOf::loss ? 1 : claim == Claim::better ? 1 - margin : 1 + margin; }
  double x(double champion, double challenger) const { return champion * weight() - challenger - shift(); }
  /// No margin: who was nearer, row by row.
  bool is_plain() const { return margin == 0; }
};

std::vector<double> differences(const PairedLosses& losses, const Hypothesis& hypothesis);
double mean_of(std::span<const double> values);
bool all_finite(std::span<const double> values);

/// One-sided both ways.
struct PValues {
  double better = 1;  // how surprising, were E x <= 0
  double worse = 1;   // how surprising, were E x >= 0
};

}  // namespace driftd::updaters
