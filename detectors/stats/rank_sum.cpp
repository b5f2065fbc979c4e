#include "detectors/stats/rank_sum.h"

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

namespace driftd::detectors {

RankSum rank_sum(std::span<const double> first, std::span<const double> second) {
  const auto n = static_cast<double>(first.size());
  const auto m = static_cast<double>(second.size());
  if (first.empty() || second.empty()) return {};
  std::vector<std::pair<double, bool>> all;
  all.reserve(first.size() + second.size());
  for (const double value : first) all.emplace_back(value, false);
  for (const double value : second) all.emplace_back(value, true);
  std::ranges::sort(all);
  double wins = 0;
  double below = 0;  // of the first sample
  double ties = 0;
  for (std::size_t i = 0; i < all.size();) {
    std::size_t end = i;
    double of_second = 0;
    for (; end < all.size() && all[end].first == all[i].first; ++end) of_second += static_cast<double>(all[end].second);
    const auto size = static_cast<double>(end - i);
    wins += of_second * (below + (size - of_second) / 2);
    below += size - of_second;
    ties += size * size * size - size;
    i = end;
  }
  const double total = n + m;
  return {.wins = wins, .pairs = n * m, .variance = total < 2 ? 0 : n * m / 12 * (total + 1 - ties / (total * (total - 1)))};
}

}  // namespace driftd::detectors
