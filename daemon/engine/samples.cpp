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

std::vector<Sample> Samples::at(std::span<const std::uint64_t> indices) const {
  std::vector<Sample> rows;
  rows.reserve(indices.size());
  for (const std::uint64_t index : indices) {
    if (index < first() || index >= end()) continue;
    const Sample& sample = samples_[index - first_];
    if (!std::isnan(sample.label)) rows.push_back(sample);
  }
  return rows;
}

std::vector<Sample> Samples::range_without(std::uint64_t from, std::uint64_t to, std::span<const std::uint64_t> indices) const {
  std::vector<std::uint64_t> others;
  auto next = std::ranges::lower_bound(indices, from);
  for (std::uint64_t index = from; index < to; ++index) {
    if (next != indices.end() && *next == index) {
      ++next;
    } else {
      others.push_back(index);
    }
  }
  return at(others);
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
