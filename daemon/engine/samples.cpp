#include "daemon/engine/samples.h"

#include <algorithm>
#include <cmath>
#include <iterator>

namespace driftd::engine {

void Samples::add(Sample sample) {
  newest_ = std::max(newest_, sample.prediction);
  if (samples_.size() == most_) drop_oldest();
  if (samples_.full()) samples_.set_capacity(std::min(most_, std::max<std::size_t>(64, samples_.capacity() * 2)));
  samples_.push_back(sample);
  while (!samples_.empty() && samples_.front().prediction + bytes_ < newest_) drop_oldest();
}

std::vector<Sample> Samples::range(std::uint64_t from, std::uint64_t to) const {
  from = std::clamp(from, first(), end());
  to = std::clamp(to, from, end());
  std::vector<Sample> rows;
  rows.reserve(to - from);
  std::copy_if(samples_.begin() + static_cast<std::ptrdiff_t>(from - first_), samples_.begin() + static_cast<std::ptrdiff_t>(to - first_),
               std::back_inserter(rows), [](const Sample& sample) { return !std::isnan(sample.label); });
  return rows;
}

/// No label is NaN, so that a struck one can be.
void Samples::strike(Position first, Position last) {
  for (Sample& sample : samples_) {
    if (sample.prediction >= first && sample.prediction <= last) sample.label = kNoValue;
  }
}

Position Samples::oldest(Position otherwise) const {
  Position oldest = otherwise;
  for (const Sample& sample : samples_) oldest = std::min(oldest, sample.prediction);
  return oldest;
}

void Samples::take_over(const Samples& other) {
  samples_.clear();
  first_ = other.first_;
  for (const Sample& sample : other.samples_) add(sample);
}

void Samples::drop_oldest() {
  samples_.pop_front();
  ++first_;
}

void Samples::save(detectors::StateWriter& state) const {
  state.put(first_);
  state.put(newest_);
  state.put(static_cast<std::uint64_t>(samples_.size()));
  for (const Sample& sample : samples_) {
    state.put(sample.prediction);
    state.put(sample.label);
  }
}

void Samples::load(detectors::StateReader& state) {
  state.get(first_);
  state.get(newest_);
  const auto count = state.get_count();
  samples_.clear();
  if (count > most_) return state.fail();
  samples_.set_capacity(count);
  for (std::uint64_t i = 0; i < count && !state.failed(); ++i) {
    Sample sample;
    state.get(sample.prediction);
    state.get(sample.label);
    samples_.push_back(sample);
  }
}

}  // namespace driftd::engine
