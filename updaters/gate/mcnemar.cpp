#include "updaters/gate/mcnemar.h"

#include <algorithm>
#include <boost/math/distributions/binomial.hpp>
#include <boost/math/distributions/normal.hpp>
#include <cmath>

#include "config/assertion.h"

namespace driftd::updaters {
namespace {

/// P(X >= heads), X ~ Binomial(tosses, 1/2).
double at_least(std::uint64_t heads, std::uint64_t tosses) {
  if (heads == 0) return 1;
  const boost::math::binomial_distribution<double> coin(static_cast<double>(tosses), 0.5);
  return boost::math::cdf(boost::math::complement(coin, static_cast<double>(heads - 1)));
}

}  // namespace

Disagreements disagreements(const PairedLosses& losses) {
  Disagreements counts{.rows = losses.size()};
  for (std::size_t i = 0; i < losses.size(); ++i) {
    counts.wins += losses.challenger[i] < losses.champion[i] ? 1U : 0U;
    counts.losses += losses.challenger[i] > losses.champion[i] ? 1U : 0U;
  }
  return counts;
}

PValues mcnemar(const Disagreements& counts) {
  return {.better = at_least(counts.wins, counts.wins + counts.losses), .worse = at_least(counts.losses, counts.wins + counts.losses)};
}

PValues tango(const Disagreements& counts, double shift) {
  DRIFTD_ASSERT(std::abs(shift) < 1);
  if (counts.rows == 0) return {};
  const auto n = static_cast<double>(counts.rows);
  const auto b = static_cast<double>(counts.wins);
  const auto c = static_cast<double>(counts.losses);
  const double linear = b + c + (b - c - 2 * n) * shift;
  const double root = std::sqrt(std::max(0.0, linear * linear + 8 * n * c * shift * (1 - shift)));
  const double q = (linear + root) / (4 * n);
  const double variance = n * (2 * q + shift - shift * shift);
  const double distance = b - c - n * shift;
  if (variance <= 0) return {};
  const boost::math::normal_distribution<double> normal;
  const double z = distance / std::sqrt(variance);
  return {.better = boost::math::cdf(boost::math::complement(normal, z)), .worse = boost::math::cdf(normal, z)};
}

}  // namespace driftd::updaters
