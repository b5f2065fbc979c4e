#include "daemon/engine/join.h"

#include <algorithm>
#include <utility>

namespace driftd::engine {

Join::Join(Bounds bounds) : bounds_(bounds) {
  arrivals_.resize(64);
}

Join::Id Join::id_of(std::string_view text) {
  const XXH128_hash_t hash = XXH3_128bits(text.data(), text.size());
  return {.low = hash.low64, .high = hash.high64};
}

Join::Arrival Join::prediction(std::string_view text, Time time, Position position) {
  advance(time);
  forget_beyond(position);
  const Id id = id_of(text);
  const auto found = entries_.find(id);
  if (found == entries_.end()) {
    remember(id, {.time = time, .position = position, .label = 0, .state = State::awaits_label});
    ++waiting_predictions_;
    return {};
  }
  Entry& entry = found->second;
  if (entry.state != State::awaits_prediction) return {.kind = Arrival::Kind::duplicate};
  entry.state = State::joined;
  entry.position = position;
  --waiting_labels_;
  return {.kind = Arrival::Kind::joined, .prediction = position, .label = entry.label, .predicted = time, .labelled = entry.time};
}

Join::Arrival Join::label(std::string_view text, Time time, double value) {
  advance(time);
  const Id id = id_of(text);
  const auto found = entries_.find(id);
  if (found == entries_.end()) {
    remember(id, {.time = time, .position = 0, .label = value, .state = State::awaits_prediction});
    ++waiting_labels_;
    return {};
  }
  Entry& entry = found->second;
  if (entry.state != State::awaits_label) return {.kind = Arrival::Kind::duplicate};
  entry.state = State::joined;
  entry.label = value;
  --waiting_predictions_;
  return {.kind = Arrival::Kind::joined, .prediction = entry.position, .label = value, .predicted = entry.time, .labelled = time};
}

Join::Expired Join::take_expired() {
  return std::exchange(expired_, {});
}

std::optional<Position> Join::oldest_waiting() const {
  for (std::size_t i = 0; i < size_; ++i) {
    const auto found = entries_.find(arrivals_[(head_ + i) % arrivals_.size()]);
    if (found->second.state == State::awaits_label) return found->second.position;
  }
  return std::nullopt;
}

void Join::remember(const Id& id, const Entry& entry) {
  if (size_ == bounds_.most) forget_oldest();
  if (size_ == arrivals_.size()) {
    std::rotate(arrivals_.begin(), arrivals_.begin() + static_cast<std::ptrdiff_t>(head_), arrivals_.end());
    head_ = 0;
    arrivals_.resize(std::min(arrivals_.size() * 2, std::max(bounds_.most, arrivals_.size() + 1)));
  }
  arrivals_[(head_ + size_) % arrivals_.size()] = id;
  ++size_;
  entries_.emplace(id, entry);
}

/// Time is the latest that any event bore; a late event does not turn it back.
void Join::advance(Time time) {
  now_ = std::max(now_, time);
  while (size_ > 0 && entries_.find(arrivals_[head_])->second.time + bounds_.wait < now_) forget_oldest();
}

void Join::forget_beyond(Position newest) {
  while (size_ > 0) {
    const Entry& oldest = entries_.find(arrivals_[head_])->second;
    if (oldest.state == State::awaits_prediction || oldest.position + bounds_.bytes >= newest) return;
    forget_oldest();
  }
}

void Join::forget_oldest() {
  const auto found = entries_.find(arrivals_[head_]);
  if (found->second.state == State::awaits_label) {
    ++expired_.predictions;
    --waiting_predictions_;
  } else if (found->second.state == State::awaits_prediction) {
    ++expired_.labels;
    --waiting_labels_;
  }
  entries_.erase(found);
  head_ = (head_ + 1) % arrivals_.size();
  --size_;
}

void Join::take_over(Join&& other) {
  const Bounds bounds = bounds_;
  *this = std::move(other);
  bounds_ = bounds;
  while (size_ > bounds_.most) forget_oldest();
}

void Join::save(detectors::StateWriter& state) const {
  state.put(now_.time_since_epoch().count());
  state.put(expired_.predictions);
  state.put(expired_.labels);
  state.put(static_cast<std::uint64_t>(size_));
  for (std::size_t i = 0; i < size_; ++i) {
    const Id& id = arrivals_[(head_ + i) % arrivals_.size()];
    const Entry& entry = entries_.find(id)->second;
    state.put(id.low);
    state.put(id.high);
    state.put(entry.time.time_since_epoch().count());
    state.put(entry.position);
    state.put(entry.label);
    state.put(entry.state);
  }
}

void Join::load(detectors::StateReader& state) {
  *this = Join(bounds_);
  now_ = Time(Duration(state.get<std::int64_t>()));
  state.get(expired_.predictions);
  state.get(expired_.labels);
  const auto count = state.get_count();
  for (std::uint64_t i = 0; i < count && !state.failed(); ++i) {
    const Id id{.low = state.get<std::uint64_t>(), .high = state.get<std::uint64_t>()};
    Entry entry;
    entry.time = Time(Duration(state.get<std::int64_t>()));
    state.get(entry.position);
    state.get(entry.label);
    state.get(entry.state);
    if (entry.state > State::joined || entries_.contains(id)) return state.fail();
    remember(id, entry);
    waiting_predictions_ += entry.state == State::awaits_label ? 1 : 0;
    waiting_labels_ += entry.state == State::awaits_prediction ? 1 : 0;
  }
}

}  // namespace driftd::engine
