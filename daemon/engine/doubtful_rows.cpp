#include "daemon/engine/doubtful_rows.h"

#include <algorithm>

namespace driftd::engine {

void DoubtfulRows::add(Range range) {
  while (!ranges_.empty() && ranges_.back().last >= range.first) {
    range.first = std::min(range.first, ranges_.back().first);
    range.last = std::max(range.last, ranges_.back().last);
    ranges_.pop_back();
  }
  ranges_.push_back(range);
  if (ranges_.size() <= kMostRanges) return;
  ranges_[1].first = ranges_[0].first;
  ranges_.erase(ranges_.begin());
}

bool DoubtfulRows::has(Position position) const {
  const auto found = std::ranges::lower_bound(ranges_, position, {}, &Range::last);
  return found != ranges_.end() && found->first <= position;
}

void DoubtfulRows::save(detectors::StateWriter& state) const {
  state.put(static_cast<std::uint64_t>(ranges_.size()));
  for (const Range& range : ranges_) {
    state.put(range.first);
    state.put(range.last);
  }
}

void DoubtfulRows::load(detectors::StateReader& state) {
  const auto count = state.get_count();
  ranges_.clear();
  if (count > kMostRanges) return state.fail();
  for (std::uint64_t i = 0; i < count && !state.failed(); ++i) {
    Range range{};
    state.get(range.first);
    state.get(range.last);
    if (range.last < range.first || (!ranges_.empty() && ranges_.back().last >= range.first)) return state.fail();
    ranges_.push_back(range);
  }
}

}  // namespace driftd::engine
