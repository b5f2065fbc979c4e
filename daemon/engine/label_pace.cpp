#include "daemon/engine/label_pace.h"

#include <algorithm>
#include <cmath>

namespace driftd::engine {
namespace {

double seconds_between(Time from, Time to) {
  return std::chrono::duration<double>(to - from).count();
}

}  // namespace

LabelPace::LabelPace(std::size_t reference) : reference_(std::min(reference, kMostFollowed / 2)) {
  followed_.set_capacity(kMostFollowed);
}

void LabelPace::predicted(Position position, Time time) {
  if (!known_ && followed_.size() == reference_) return;
  if (++passed_over_ < stride_) return;
  passed_over_ = 0;
  if (followed_.full()) thin_out();
  followed_.push_back({.position = position, .time = time, .delay = kNoValue});
}

void LabelPace::thin_out() {
  boost::circular_buffer<Followed> kept(kMostFollowed);
  for (std::size_t i = 0; i < followed_.size(); i += 2) kept.push_back(followed_[i]);
  followed_ = std::move(kept);
  stride_ *= 2;
}

void LabelPace::labelled(Position position, double seconds) {
  const auto found = std::lower_bound(followed_.begin(), followed_.end(), position,
                                      [](const Followed& each, Position wanted) { return each.position < wanted; });
  if (found != followed_.end() && found->position == position) found->delay = std::max(seconds, 0.0);
}

std::vector<double> LabelPace::reference(Time now) const {
  if (known_ || followed_.size() < reference_) return {};
  std::vector<double> delays;
  std::vector<double> came;
  for (const Followed& each : followed_) {
    delays.push_back(each.delay);
    if (!std::isnan(each.delay)) came.push_back(each.delay);
  }
  if (came.size() == delays.size()) return delays;
  if (came.empty()) return {};
  const auto at = came.begin() + static_cast<std::ptrdiff_t>((came.size() - 1) * 95 / 100);
  std::ranges::nth_element(came, at);
  return seconds_between(followed_.back().time, now) > 2 * *at ? delays : std::vector<double>{};
}

void LabelPace::reference_is_known() {
  known_ = true;
  followed_.clear();
}

void LabelPace::settle(Time now, double patience, std::vector<double>& delays) {
  while (!followed_.empty() && seconds_between(followed_.front().time, now) > patience) {
    delays.push_back(followed_.front().delay);
    followed_.pop_front();
  }
}

void LabelPace::save(detectors::StateWriter& state) const {
  state.put(known_);
  state.put(stride_);
  state.put(passed_over_);
  state.put(static_cast<std::uint64_t>(followed_.size()));
  for (const Followed& each : followed_) {
    state.put(each.position);
    state.put(each.time.time_since_epoch().count());
    state.put(each.delay);
  }
}

void LabelPace::load(detectors::StateReader& state) {
  state.get(known_);
  state.get(stride_);
  state.get(passed_over_);
  const auto count = state.get_count();
  followed_.clear();
  if (count > kMostFollowed || stride_ == 0) return state.fail();
  for (std::uint64_t i = 0; i < count && !state.failed(); ++i) {
    Followed each;
    state.get(each.position);
    each.time = Time(Duration(state.get<std::int64_t>()));
    state.get(each.delay);
    followed_.push_back(each);
  }
}

}  // namespace driftd::engine
