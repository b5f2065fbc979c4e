#include "detectors/scores/error_moments.h"

#include <cmath>

namespace driftd::detectors {

namespace {

/// The sums about another centre, which becomes `mean`.
void move_to(ErrorMoments& moments, double centre) {
  const double d = centre - moments.mean;
  const auto n = static_cast<double>(moments.count);
  moments.with_second += d * (d * moments.squares - 2 * moments.with_first);
  moments.with_first -= d * moments.squares;
  moments.fourth += d * (d * (6 * moments.second + n * d * d) - 4 * moments.third);
  moments.third -= d * (3 * moments.second + n * d * d);
  moments.second += n * d * d;
  moments.mean = centre;
}

}  // namespace

void ErrorMoments::add(double truth, double error) {
  const double squared = error * error;
  merge({.count = 1, .mean = truth, .squares = squared, .fourths = squared * squared});
}

void ErrorMoments::merge(const ErrorMoments& other) {
  if (other.count == 0) return;
  if (count == 0) {
    *this = other;
    return;
  }
  ErrorMoments moved = other;
  const auto all = static_cast<double>(count + other.count);
  const double centre = mean + (other.mean - mean) * (static_cast<double>(other.count) / all);
  move_to(*this, centre);
  move_to(moved, centre);
  count += moved.count;
  second += moved.second;
  third += moved.third;
  fourth += moved.fourth;
  squares += moved.squares;
  fourths += moved.fourths;
  with_first += moved.with_first;
  with_second += moved.with_second;
}

void ErrorMoments::save(StateWriter& state) const {
  state.put(count);
  for (const double value : {mean, second, third, fourth, squares, fourths, with_first, with_second}) state.put(value);
}

void ErrorMoments::load(StateReader& state) {
  state.get(count);
  bool finite = true;
  for (double* value : {&mean, &second, &third, &fourth, &squares, &fourths, &with_first, &with_second}) {
    state.get(*value);
    finite = finite && std::isfinite(*value);
  }
  if (!finite || second < 0 || fourth < 0 || squares < 0 || fourths < 0) state.fail();
}

}  // namespace driftd::detectors
