#pragma once

// Where nothing changed, each order of n reference and m window values is equally likely. An order is a path of n + m unit steps from (0,
// 0) to (n, m), and x m - y n at its points is the difference of the two distribution functions, times n m. So exact p-values are shares of
// paths. A path to (x, y) came from the left with probability x / (x + y): going through the points by that rule adds up probabilities,
// which neither overflow as counts of paths do nor lose digits.

#include <cstdint>

namespace driftd::detectors {

/// The share of paths along which x m - y n stays within [least, most] throughout; least <= 0 <= most. O(n m) at worst.
double share_of_paths_within(std::int64_t least, std::int64_t most, std::int64_t n, std::int64_t m);

/// The share of paths of which the sum of squares of (x m - y n) / divisor over all their points is at least `least`; divisor divides both
/// n and m. For small n and m: the work grows with the number of sums there are.
double share_of_paths_with_squares(double least, std::int64_t divisor, std::int64_t n, std::int64_t m);

}  // namespace driftd::detectors
