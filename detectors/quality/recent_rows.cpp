#include "detectors/quality/recent_rows.h"

#include <xxhash.h>

namespace driftd::detectors {

RecentRows::RecentRows() {
  prints_.reserve(kRemembered);
  newest_.reserve(kRemembered + 1);
}

bool RecentRows::add(std::span<const double> row) {
  return add(XXH3_64bits(row.data(), row.size_bytes()));
}

bool RecentRows::add(std::uint64_t print) {
  const bool seen = newest_.contains(print);
  newest_[print] = rows_;
  if (prints_.size() < kRemembered) {
    prints_.push_back(print);
  } else {
    std::uint64_t& place = prints_[rows_ % kRemembered];
    const auto leaving = newest_.find(place);
    if (leaving != newest_.end() && leaving->second + kRemembered == rows_) newest_.erase(leaving);
    place = print;
  }
  ++rows_;
  return seen;
}

void RecentRows::save(StateWriter& state) const {
  state.put(rows_);
  state.put(prints_);
}

void RecentRows::load(StateReader& state) {
  const auto rows = state.get<std::uint64_t>();
  std::vector<std::uint64_t> prints;
  state.get(prints);
  if (prints.size() > kRemembered || prints.size() > rows || (prints.size() < kRemembered && prints.size() != rows)) return state.fail();
  prints_.clear();
  newest_.clear();
  rows_ = rows - prints.size();
  std::vector<std::uint64_t> in_order;
  for (std::uint64_t i = 0; i < prints.size(); ++i) in_order.push_back(prints[(rows_ + i) % prints.size()]);
  prints_.assign(prints.size() == kRemembered ? kRemembered : 0, 0);
  for (const auto print : in_order) {
    newest_[print] = rows_;
    if (prints.size() == kRemembered) {
      prints_[rows_ % kRemembered] = print;
    } else {
      prints_.push_back(print);
    }
    ++rows_;
  }
}

}  // namespace driftd::detectors
