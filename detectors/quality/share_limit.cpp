#include "detectors/quality/share_limit.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/math/distributions/binomial.hpp>
#include <cmath>

namespace driftd::detectors {

using boost::math::binomial_distribution;

void Share::save(StateWriter& state) const {
  state.put(values);
  state.put(bad);
}

void Share::load(StateReader& state) {
  state.get(values);
  state.get(bad);
  constexpr std::uint64_t kMostValues = std::uint64_t{1} << 32U;
  if (bad <= values && values <= kMostValues) return;
  state.fail();
  clear();
}

void ShareLimit::learn(const Share& reference) {
  reference_ = reference;
  learnt_ = reference.values > 0;
  asked_ = said_ = 0;
  if (!learnt_) return;
  allowed_ = parameters_.above;
  if (!std::isnan(allowed_)) return;
  const auto values = static_cast<double>(reference.values);
  const auto bad = static_cast<double>(reference.bad);
  allowed_ = std::min(1.0, binomial_distribution<double>::find_upper_bound_on_p(values, bad, parameters_.alpha / 2) + parameters_.by);
}

std::uint64_t ShareLimit::least_bad(std::uint64_t values) const {
  if (values == asked_ && asked_ > 0) return said_;
  asked_ = values;
  said_ = values + 1;
  if (values > 0 && allowed_ < 1) {
    const binomial_distribution<double> count(static_cast<double>(values), allowed_);
    const auto too_many = [&](double bad) { return bad > 0 && cdf(complement(count, bad - 1)) <= parameters_.alpha / 2; };
    double bad = std::clamp(std::floor(quantile(complement(count, parameters_.alpha / 2))), 0.0, static_cast<double>(values)) +
                 1;  // a step or two from it
    constexpr int kMostSteps = 8;
    for (int step = 0; step < kMostSteps && bad > 1 && too_many(bad - 1); ++step) --bad;
    for (int step = 0; step < kMostSteps && bad <= static_cast<double>(values) && !too_many(bad); ++step) ++bad;
    said_ = static_cast<std::uint64_t>(bad);
  }
  return said_;
}

Signal ShareLimit::judge(const Share& window) const {
  if (!learnt_ || window.values == 0) return {.window = window.values};
  const auto least = least_bad(window.values);
  return {.level = window.bad >= least ? Level::drift : Level::stable,
          .statistic = window.share(),
          .threshold = static_cast<double>(least) / static_cast<double>(window.values),
          .window = window.values};
}

std::string ShareLimit::text(const Share& window, const std::string& what) const {
  return fmt::format("{} {} against {} in the reference", percent(window.share()), what, percent(reference_.share()));
}

void ShareLimit::save(StateWriter& state) const {
  state.put(learnt_);
  reference_.save(state);
}

void ShareLimit::load(StateReader& state) {
  const auto learnt = state.get<bool>();
  Share reference;
  reference.load(state);
  if (learnt != (reference.values > 0)) state.fail();
  learn(state.failed() ? Share{} : reference);
}

std::string percent(double share) {
  const double percents = 100 * share;
  if (percents == 0 || percents >= 9.95) return fmt::format("{:.0f} %", percents);
  return fmt::format("{:.1g} %", percents);
}

}  // namespace driftd::detectors
