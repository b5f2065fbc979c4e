#include "daemon/engine/ranked_lists.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <utility>

namespace driftd::engine {

namespace {

constexpr std::size_t kMostSpare = 64;

std::uint64_t key_of(double group) {
  if (std::isnan(group)) group = std::numeric_limits<double>::quiet_NaN();
  if (group == 0) group = 0;
  return std::bit_cast<std::uint64_t>(group);
}

}  // namespace

config::Declaration<ListSettings> lists_declaration() {
  return config::Declaration<ListSettings>("rows that are ranked lists")
      .required("by", &ListSettings::by, config::text({.min_length = 1, .max_length = 128}),
                "name of the feature whose value rows of one list have in common, such as the session")
      .optional("close_after", &ListSettings::close_after, config::integer({.min = 1, .max = RankedLists::kMostBetween}),
                "a list is at its end when so many labelled rows of others have come behind its newest")
      .optional("longest", &ListSettings::longest, config::integer({.min = 1, .max = RankedLists::kLongest}),
                "rows; a list as long as this is at its end too");
}

RankedLists::RankedLists(const ListSettings& settings)
    : close_after_(static_cast<std::uint64_t>(settings.close_after)),
      longest_(static_cast<std::size_t>(settings.longest)),
      by_number_(static_cast<std::size_t>(settings.close_after) + 1) {}

void RankedLists::add(double group, double answer, double relevance, const Closed& closed) {
  if (!std::isfinite(answer) || !std::isfinite(relevance)) return;
  const Key key = key_of(group);
  const auto [found, is_new] = lists_.try_emplace(key);
  List& list = found->second;
  if (is_new && !spare_.empty()) {
    list.rows = std::move(spare_.back());
    spare_.pop_back();
  }
  list.newest = count_;
  list.rows.push_back({.answer = answer, .relevance = relevance});
  ++rows_;
  by_number_[count_ % by_number_.size()] = key;
  ++count_;
  if (list.rows.size() >= longest_) close(key, closed);
  close_idle(closed);
}

/// Row by row in the order in which they came: a row that is its list's newest still closes it.
void RankedLists::close_idle(const Closed& closed) {
  while (looked_ < count_ && (count_ - looked_ > close_after_ || rows_ > kMostRows)) {
    const Key key = by_number_[looked_ % by_number_.size()];
    const auto found = lists_.find(key);
    if (found != lists_.end() && found->second.newest == looked_) close(key, closed);
    ++looked_;
  }
}

void RankedLists::close(Key key, const Closed& closed) {
  const auto found = lists_.find(key);
  std::vector<Row> rows = std::move(found->second.rows);
  lists_.erase(found);
  rows_ -= rows.size();
  std::ranges::stable_sort(rows, std::ranges::greater(), &Row::answer);
  relevances_.clear();
  for (const Row& row : rows) relevances_.push_back(row.relevance);
  closed(relevances_);
  rows.clear();
  if (spare_.size() < kMostSpare) spare_.push_back(std::move(rows));
}

void RankedLists::clear() {
  lists_.clear();
  rows_ = 0;
  looked_ = count_;
}

void RankedLists::save(detectors::StateWriter& state) const {
  state.put(count_);
  state.put(looked_);
  state.put(by_number_);
  state.put(static_cast<std::uint64_t>(lists_.size()));
  std::vector<Key> keys;
  for (const auto& [key, list] : lists_) keys.push_back(key);
  std::ranges::sort(keys);
  for (const Key key : keys) {
    const List& list = lists_.find(key)->second;
    state.put(key);
    state.put(list.newest);
    state.put(static_cast<std::uint64_t>(list.rows.size()));
    for (const Row& row : list.rows) {
      state.put(row.answer);
      state.put(row.relevance);
    }
  }
}

void RankedLists::load(detectors::StateReader& state) {
  lists_.clear();
  rows_ = 0;
  const std::size_t kept = by_number_.size();
  state.get(count_);
  state.get(looked_);
  state.get(by_number_);
  const auto lists = state.get_count();
  for (std::uint64_t i = 0; i < lists && !state.failed(); ++i) {
    List& list = lists_[state.get<Key>()];
    state.get(list.newest);
    const auto rows = state.get_count();
    for (std::uint64_t row = 0; row < rows && !state.failed(); ++row)
      list.rows.push_back({.answer = state.get<double>(), .relevance = state.get<double>()});
    rows_ += list.rows.size();
    if (list.newest >= count_ || list.newest < looked_ || list.rows.empty()) state.fail();
  }
  if (by_number_.size() == kept && looked_ <= count_ && count_ - looked_ <= close_after_ && lists_.size() == lists) return;
  state.fail();
  by_number_.assign(kept, 0);
  clear();
}

}  // namespace driftd::engine
