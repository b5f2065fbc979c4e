#include "detectors/joint/row_encoder.h"

#include <algorithm>
#include <bit>
#include <cmath>

#include "config/assertion.h"
#include "detectors/stats/moments.h"
#include "detectors/stats/seeded_random.h"

namespace driftd::detectors {

using config::FeatureType;

namespace {

constexpr double kNeverCame = -1;

bool is_there(double value) {
  return std::isfinite(value);
}

}  // namespace

void RowEncoder::learn(std::span<const double> rows, std::size_t most, std::uint64_t seed) {
  DRIFTD_ASSERT(most > 0);
  seed_ = seed;
  centres_.clear();
  inverses_.clear();
  for (std::size_t column = 0; column < types_.size(); ++column) {
    if (config::is_number(types_[column])) {
      learn_number(rows, column);
    } else {
      learn_category(rows, column);
    }
  }
  whole_width_ = centres_.size();
  narrow_width_ = std::min(most, whole_width_);
  lay_out();
}

void RowEncoder::learn_number(std::span<const double> rows, std::size_t column) {
  std::vector<double> values;
  for (std::size_t at = column; at < rows.size(); at += types_.size()) {
    if (is_there(rows[at])) values.push_back(rows[at]);
  }
  const Moments moments = moments_of(values);
  // The inverse of a tiny deviation is no number: such a one counts as none.
  const double inverse = 1 / moments.deviation;
  centres_.push_back(moments.mean);
  inverses_.push_back(values.empty() ? kNeverCame : moments.deviation > 0 && std::isfinite(inverse) ? inverse : 0);
}

void RowEncoder::learn_category(std::span<const double> rows, std::size_t column) {
  std::vector<double> shares(kBuckets);
  double seen = 0;
  for (std::size_t at = column; at < rows.size(); at += types_.size()) {
    if (!is_there(rows[at])) continue;
    ++shares[bucket_of(rows[at])];
    ++seen;
  }
  for (const double share : shares) {
    centres_.push_back(seen > 0 ? share / seen : 0);
    inverses_.push_back(seen > 0 ? 1 : kNeverCame);
  }
}

std::size_t RowEncoder::bucket_of(double code) const {
  return mixed(seed_ ^ mixed(std::bit_cast<std::uint64_t>(code + 0.0))) % kBuckets;
}

/// The targets lie in kCopies parts of the narrow columns, one in each, so that no two copies of a column meet.
void RowEncoder::lay_out() {
  targets_.clear();
  narrow_scale_ = 1;
  if (narrow_width_ == whole_width_) return;
  const std::size_t copies = std::min(kCopies, narrow_width_);
  const std::size_t part = narrow_width_ / copies;
  narrow_width_ = part * copies;
  // Narrow columns vary as much as whole ones.
  narrow_scale_ = std::sqrt(static_cast<double>(part) / static_cast<double>(whole_width_));
  targets_.reserve(whole_width_ * copies);
  for (std::size_t column = 0; column < whole_width_; ++column) {
    for (std::size_t copy = 0; copy < copies; ++copy) {
      const std::uint64_t draw = mixed(seed_ + mixed(column * kCopies + copy));
      targets_.push_back({.column = static_cast<std::uint16_t>(copy * part + (draw >> 1U) % part), .sign = (draw & 1U) == 0 ? -1.0 : 1.0});
    }
  }
}

void RowEncoder::encode(std::span<const double> rows, std::vector<double>& encoded) const {
  DRIFTD_ASSERT(rows.size() % types_.size() == 0);
  std::vector<double> whole(whole_width_);
  for (std::size_t at = 0; at < rows.size(); at += types_.size()) {
    if (!encode_whole(rows.subspan(at, types_.size()), whole)) continue;
    const std::size_t before = encoded.size();
    encoded.resize(before + width());
    const auto row = std::span(encoded).subspan(before);
    if (targets_.empty()) {
      std::ranges::copy(whole, row.begin());
    } else {
      narrow(whole, row);
    }
  }
}

bool RowEncoder::encode_whole(std::span<const double> row, std::span<double> whole) const {
  bool any = false;
  std::size_t to = 0;
  for (std::size_t column = 0; column < types_.size(); ++column) {
    const double value = row[column];
    const std::size_t places = config::is_number(types_[column]) ? 1 : kBuckets;
    const auto target = whole.subspan(to, places);
    any = any || is_there(value);
    if (!is_there(value) || inverses_[to] == kNeverCame) {
      std::ranges::fill(target, 0);
    } else if (places == 1 && inverses_[to] == 0) {
      target[0] = value == centres_[to] ? 0 : value < centres_[to] ? -1 : 1;
    } else if (places == 1) {
      // Halves first: the difference of two numbers near the end of the range is none.
      target[0] = std::clamp((value / 2 - centres_[to] / 2) * inverses_[to] * 2, -kMostDeviations, kMostDeviations);
    } else {
      for (std::size_t i = 0; i < places; ++i) target[i] = -centres_[to + i];
      target[bucket_of(value)] += 1;
    }
    to += places;
  }
  return any;
}

void RowEncoder::narrow(std::span<const double> whole, std::span<double> narrowed) const {
  std::ranges::fill(narrowed, 0);
  const std::size_t copies = targets_.size() / whole.size();
  for (std::size_t column = 0; column < whole.size(); ++column) {
    const double value = whole[column] * narrow_scale_;
    if (value == 0) continue;
    for (std::size_t copy = 0; copy < copies; ++copy) {
      const Target& target = targets_[column * copies + copy];
      narrowed[target.column] += target.sign * value;
    }
  }
}

void RowEncoder::save(StateWriter& state) const {
  state.put(seed_);
  state.put(centres_);
  state.put(inverses_);
  state.put(static_cast<std::uint64_t>(narrow_width_));
}

void RowEncoder::load(StateReader& state) {
  state.get(seed_);
  state.get(centres_);
  state.get(inverses_);
  narrow_width_ = state.get<std::uint64_t>();
  const auto numbers = static_cast<std::size_t>(std::ranges::count_if(types_, config::is_number));
  whole_width_ = numbers + (types_.size() - numbers) * kBuckets;
  const auto finite = [](double value) { return std::isfinite(value); };
  const bool learnt = !centres_.empty();
  const std::size_t expected = learnt ? whole_width_ : 0;
  const bool good = centres_.size() == expected && inverses_.size() == expected && narrow_width_ <= expected &&
                    (narrow_width_ > 0) == learnt && std::ranges::all_of(centres_, finite) && std::ranges::all_of(inverses_, finite);
  if (!good) {
    state.fail();
    centres_.clear();
    inverses_.clear();
  }
  if (centres_.empty()) whole_width_ = narrow_width_ = 0;
  lay_out();
}

}  // namespace driftd::detectors
