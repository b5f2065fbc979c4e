#include "detectors/compare/lattice_path.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace driftd::detectors {

namespace {

std::int64_t divide_down(std::int64_t dividend, std::int64_t divisor) {
  return dividend / divisor - static_cast<std::int64_t>(dividend % divisor < 0);
}

/// The share of paths by the sum of squares so far, sums rising; those that reached the bound are dropped.
using SharesBySum = std::vector<std::pair<std::int64_t, double>>;

void add_share(SharesBySum& shares, std::int64_t sum, double share) {
  if (!shares.empty() && shares.back().first == sum) {
    shares.back().second += share;
  } else {
    shares.emplace_back(sum, share);
  }
}

SharesBySum merge(const SharesBySum& left, double left_weight, const SharesBySum& below, double below_weight, std::int64_t square,
                  double bound) {
  SharesBySum merged;
  merged.reserve(left.size() + below.size());
  auto from_left = left.begin();
  auto from_below = below.begin();
  while (from_left != left.end() || from_below != below.end()) {
    const bool take_left = from_below == below.end() || (from_left != left.end() && from_left->first <= from_below->first);
    const auto& [sum, share] = take_left ? *from_left++ : *from_below++;
    if (static_cast<double>(sum + square) >= bound) break;
    add_share(merged, sum + square, share * (take_left ? left_weight : below_weight));
  }
  return merged;
}

}  // namespace

double share_of_paths_within(std::int64_t least, std::int64_t most, std::int64_t n, std::int64_t m) {
  std::vector<double> within(static_cast<std::size_t>(n) + 2, 0.0);
  double* const at = within.data() + 1;  // at[-1] stands for x = -1, where no path is
  at[0] = 1;
  std::int64_t first_before = 0;
  std::int64_t last_before = 0;
  for (std::int64_t steps = 1; steps <= n + m; ++steps) {
    // least <= x m - (steps - x) n = x (n + m) - steps n <= most
    const std::int64_t first = std::max({divide_down(least + steps * n - 1, n + m) + 1, steps - m, std::int64_t{0}});
    const std::int64_t last = std::min({divide_down(most + steps * n, n + m), n, steps});
    const double per_step = 1 / static_cast<double>(steps);
    for (std::int64_t x = last; x >= first; --x) {
      const auto from_left = static_cast<double>(x);
      at[x] = (from_left * at[x - 1] + (static_cast<double>(steps) - from_left) * at[x]) * per_step;
    }
    for (std::int64_t x = first_before; x <= last_before; ++x) {
      if (x < first || x > last) at[x] = 0;
    }
    first_before = first;
    last_before = last;
  }
  return std::min(1.0, at[n]);
}

double share_of_paths_with_squares(double least, std::int64_t divisor, std::int64_t n, std::int64_t m) {
  if (least <= 0) return 1;
  std::vector<SharesBySum> column(static_cast<std::size_t>(m) + 1);  // at one x, by y
  for (std::int64_t x = 0; x <= n; ++x) {
    for (std::int64_t y = 0; y <= m; ++y) {
      auto& here = column[static_cast<std::size_t>(y)];
      if (x + y == 0) {
        here = {{0, 1.0}};
        continue;
      }
      const std::int64_t difference = (x * m - y * n) / divisor;
      const auto steps = static_cast<double>(x + y);
      const SharesBySum none;
      here = merge(x > 0 ? here : none, static_cast<double>(x) / steps, y > 0 ? column[static_cast<std::size_t>(y) - 1] : none,
                   static_cast<double>(y) / steps, difference * difference, least);
    }
  }
  double below = 0;
  for (const auto& [sum, share] : column.back()) below += share;
  return std::clamp(1 - below, 0.0, 1.0);
}

}  // namespace driftd::detectors
