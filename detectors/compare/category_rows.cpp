#include "detectors/compare/category_rows.h"

#include <algorithm>
#include <boost/math/distributions/chi_squared.hpp>

namespace driftd::detectors {

namespace {

constexpr double kLeastExpected = 5;

CategoryRow row_at(const CategorySamples& samples, std::size_t i) {
  return {.reference = static_cast<double>(samples.reference[i]), .window = static_cast<double>(samples.window[i])};
}

void add_to(CategoryRow& pool, const CategoryRow& row) {
  pool.reference += row.reference;
  pool.window += row.window;
}

double squared_error_share(double count, double expected) {
  return (count - expected) * (count - expected) / expected;
}

}  // namespace

std::vector<CategoryRow> rows_of(const CategorySamples& samples) {
  std::vector<CategoryRow> rows;
  for (std::size_t i = 0; i < samples.reference.size(); ++i) {
    if (const auto row = row_at(samples, i); row.total() > 0) rows.push_back(row);
  }
  return rows;
}

std::vector<CategoryRow> pooled_rows_of(const CategorySamples& samples) {
  // What a row expects of the smaller sample is this share of its total.
  const double smaller_share = static_cast<double>(std::min(samples.n, samples.m)) / static_cast<double>(samples.n + samples.m);
  const auto is_small = [&](const CategoryRow& row) { return row.total() * smaller_share < kLeastExpected; };
  std::vector<CategoryRow> rows;
  CategoryRow pool = row_at(samples, samples.reference.size() - 1);
  for (std::size_t i = 0; i + 1 < samples.reference.size(); ++i) {
    const auto row = row_at(samples, i);
    if (is_small(row)) {
      add_to(pool, row);
    } else {
      rows.push_back(row);
    }
  }
  if (pool.total() == 0) return rows;
  if (is_small(pool) && !rows.empty()) {
    add_to(*std::ranges::min_element(rows, {}, &CategoryRow::total), pool);
  } else {
    rows.push_back(pool);
  }
  return rows;
}

double chi_square_statistic(const std::vector<CategoryRow>& rows, double n, double m) {
  double statistic = 0;
  for (const CategoryRow& row : rows) {
    statistic += squared_error_share(row.reference, row.total() * n / (n + m));
    statistic += squared_error_share(row.window, row.total() * m / (n + m));
  }
  return statistic;
}

double chi_square_p_value(double statistic, std::size_t rows) {
  const boost::math::chi_squared_distribution<double> distribution(static_cast<double>(rows - 1));
  return cdf(complement(distribution, statistic));
}

}  // namespace driftd::detectors
