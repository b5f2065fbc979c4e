#include "detectors/joint/gaussian_kernel.h"

#include <Eigen/Core>
#include <algorithm>
#include <cmath>

namespace driftd::detectors {

namespace {

double squared_distance(std::span<const double> x, std::span<const double> y) {
  using Column = Eigen::Map<const Eigen::VectorXd>;
  const auto size = static_cast<Eigen::Index>(x.size());
  return (Column(x.data(), size) - Column(y.data(), size)).squaredNorm();
}

}  // namespace

double median_distance(const RowsView& rows) {
  constexpr std::size_t kMostRows = 256;
  const std::size_t count = std::min(rows.size(), kMostRows);
  std::vector<double> distances;
  distances.reserve(count * count / 2);
  double sum = 0;
  std::size_t apart = 0;
  for (std::size_t i = 0; i < count; ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      const double distance = std::sqrt(squared_distance(rows.row(i * rows.size() / count), rows.row(j * rows.size() / count)));
      distances.push_back(distance);
      sum += distance;
      apart += static_cast<std::size_t>(distance > 0);
    }
  }
  if (apart == 0) return 1;
  const auto middle = distances.begin() + static_cast<std::ptrdiff_t>(distances.size() / 2);
  std::ranges::nth_element(distances, middle);
  return *middle > 0 ? *middle : sum / static_cast<double>(apart);
}

double GaussianKernel::operator()(std::span<const double> x, std::span<const double> y) const {
  return std::exp(factor_ * squared_distance(x, y));
}

}  // namespace driftd::detectors
