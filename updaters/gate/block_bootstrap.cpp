#include "updaters/gate/block_bootstrap.h"

#include <algorithm>
#include <boost/math/distributions/normal.hpp>
#include <cmath>
#include <vector>

#include "detectors/stats/split_mix.h"

namespace driftd::updaters {
namespace {

constexpr std::size_t kFewest = 8;
constexpr std::size_t kFewestResamples = 999;
constexpr std::size_t kMostAdditions = 20'000'000;
constexpr std::size_t kCountable = 10;  // fewer resamples than this say little of how many there would be

/// Means of blocks drawn around the end, of values that were centred.
class BlockMeans {
 public:
  BlockMeans(std::span<const double> centred, std::size_t block, std::uint64_t seed)
      : n_(centred.size()), block_(block), sums_(2 * centred.size() + 1, 0.0), random_(seed) {
    for (std::size_t i = 0; i < 2 * n_; ++i) sums_[i + 1] = sums_[i] + centred[i % n_];
  }

  double next() {
    double sum = 0;
    for (std::size_t drawn = 0; drawn < n_; drawn += block_) {
      const std::size_t start = random_.next() % n_;
      sum += sums_[start + std::min(block_, n_ - drawn)] - sums_[start];
    }
    return sum / static_cast<double>(n_);
  }

 private:
  std::size_t n_;
  std::size_t block_;
  std::vector<double> sums_;
  detectors::SplitMix64 random_;
};

double tail(std::size_t reached, std::size_t resamples, double distance) {
  const double counted = static_cast<double>(1 + std::max(reached, kCountable)) / static_cast<double>(resamples + 1);
  if (reached >= kCountable) return counted;
  return std::min(counted, boost::math::cdf(boost::math::complement(boost::math::normal_distribution<double>(), distance)));
}

}  // namespace

std::size_t block_length(std::size_t rows) {
  std::size_t length = 1;
  while (length * length * length < rows) ++length;
  return length;
}

Resampled block_bootstrap(std::span<const double> x, std::uint64_t seed) {
  double scale = 0;
  for (const double value : x) scale = std::max(scale, std::abs(value));
  if (x.size() < kFewest || scale == 0) return {};
  std::vector<double> centred(x.begin(), x.end());
  for (double& value : centred) value /= scale;
  const double mean = mean_of(centred);
  for (double& value : centred) value -= mean;
  Resampled result{.block = block_length(x.size())};
  const std::size_t blocks = (x.size() + result.block - 1) / result.block;
  result.resamples = std::clamp(kMostAdditions / blocks, kFewestResamples, kMostResamples);
  BlockMeans means(centred, result.block, seed);
  std::size_t above = 0;
  std::size_t below = 0;
  double squares = 0;
  for (std::size_t i = 0; i < result.resamples; ++i) {
    const double drawn = means.next();
    squares += drawn * drawn;
    above += drawn >= mean ? 1U : 0U;
    below += drawn <= mean ? 1U : 0U;
  }
  const double error = std::sqrt(squares / static_cast<double>(result.resamples));
  const double distance = error > 0 ? mean / error : mean > 0 ? 1e9 : mean < 0 ? -1e9 : 0;
  result.standard_error = error * scale;
  result.p = {.better = tail(above, result.resamples, distance), .worse = tail(below, result.resamples, -distance)};
  return result;
}

}  // namespace driftd::updaters
