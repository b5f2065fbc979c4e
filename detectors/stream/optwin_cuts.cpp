#include "detectors/stream/optwin_cuts.h"

#include <algorithm>
#include <boost/math/distributions/fisher_f.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>

namespace driftd::detectors {

namespace {

double student(double confidence, double freedom) {
  return quantile(boost::math::students_t_distribution<double>(freedom), confidence);
}

double fisher(double confidence, double window, double older) {
  return quantile(boost::math::fisher_f_distribution<double>(older - 1, window - older - 1), confidence);
}

}  // namespace

OptwinCuts::OptwinCuts(const OptwinParameters& parameters)
    : rigor_(parameters.rigor),
      confidence_(std::pow(parameters.drift, 0.25)),
      warning_(parameters.warning),
      first_(static_cast<std::size_t>(parameters.min_window)) {
  const auto windows = static_cast<std::size_t>(parameters.max_window) - first_ + 1;
  cuts_.reserve(windows);
  double surest = 2;  // the cut at which the margin is widest; it moves up as the window grows
  for (std::size_t i = 0; i < windows; ++i) {
    const auto window = static_cast<double>(first_ + i);
    double margin_there = margin(window, surest);
    while (surest + 1 <= window - 2) {
      const double next = margin(window, surest + 1);
      if (next <= margin_there) break;
      margin_there = next;
      ++surest;
    }
    const double middle = std::floor(window / 2 + 1);
    const double before = i > 0 ? std::max(surest, static_cast<double>(cuts_.back().older)) : surest;
    const double from = margin(window, before) >= 0 ? before : surest;
    const double older = margin_there >= 0 ? latest_sure(window, from) : middle;
    const double degrees = freedom(window, older);
    cuts_.push_back({.older = static_cast<std::uint32_t>(older),
                     .drift_t = student(confidence_, degrees),
                     .warning_t = student(warning_, degrees),
                     .drift_f = fisher(confidence_, window, older)});
  }
}

/// By how much the rise that the test is sure to see falls short of the one asked for.
double OptwinCuts::margin(double window, double older) const {
  const double newer = window - older;
  return rigor_ - student(confidence_, freedom(window, older)) * std::sqrt(1 / older + fisher(confidence_, window, older) / newer);
}

/// Welch's degrees of freedom where the variances are as far apart as the other test lets pass.
double OptwinCuts::freedom(double window, double older) const {
  const double newer = window - older;
  const double f = fisher(confidence_, window, older);
  const double ratio = 1 / (f * f);
  const double sum = 1 / older + ratio / newer;
  return sum * sum / (1 / (older * older * (older - 1)) + ratio * ratio / (newer * newer * (newer - 1)));
}

std::uint32_t OptwinCuts::latest_sure(double window, double from) const {
  while (from + 1 <= window - 2 && margin(window, from + 1) >= 0) ++from;
  return static_cast<std::uint32_t>(from);
}

}  // namespace driftd::detectors
