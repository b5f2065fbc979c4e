#include "updaters/models/trees/tree_columns.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <utility>

#include "config/assertion.h"

namespace driftd::updaters {
namespace {

std::vector<double> most_frequent_codes(const Dataset& rows, std::size_t column) {
  std::map<double, std::size_t> counts;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const double code = rows.row(i)[column];
    if (!std::isnan(code)) ++counts[code];
  }
  std::vector<std::pair<double, std::size_t>> levels(counts.begin(), counts.end());
  std::ranges::stable_sort(levels, std::greater<>(), &std::pair<double, std::size_t>::second);
  levels.resize(std::min(levels.size(), TreeColumns::kMostLevels));
  std::vector<double> codes;
  for (const auto& [code, count] : levels) codes.push_back(code);
  std::ranges::sort(codes);
  return codes;
}

}  // namespace

TreeColumns::TreeColumns(const config::Features& features, std::vector<std::vector<double>> levels)
    : row_columns_(features.size()), levels_(std::move(levels)) {
  std::size_t category = 0;
  for (std::size_t i = 0; i < features.size(); ++i) {
    if (config::is_number(features[i].type)) columns_.push_back({.from = i, .category = kNumber});
    if (features[i].type == config::FeatureType::categorical) columns_.push_back({.from = i, .category = category++});
  }
  DRIFTD_ASSERT(category == levels_.size());
}

TreeColumns TreeColumns::learn(const config::Features& features, const Dataset& rows) {
  std::vector<std::vector<double>> levels;
  for (std::size_t i = 0; i < features.size(); ++i) {
    if (features[i].type == config::FeatureType::categorical) levels.push_back(most_frequent_codes(rows, i));
  }
  return {features, std::move(levels)};
}

float TreeColumns::encode(double value, const Column& column) const {
  constexpr float kMissing = std::numeric_limits<float>::quiet_NaN();
  if (std::isnan(value)) return kMissing;
  if (column.category == kNumber) return static_cast<float>(std::clamp(value, -kLargest, kLargest));
  const auto& codes = levels_[column.category];
  const auto found = std::ranges::lower_bound(codes, value);
  return found != codes.end() && *found == value ? static_cast<float>(found - codes.begin()) : kMissing;
}

void TreeColumns::encode(std::span<const double> rows, std::vector<float>& values) const {
  for (std::size_t begin = 0; begin < rows.size(); begin += row_columns_) {
    for (const Column& column : columns_) values.push_back(encode(rows[begin + column.from], column));
  }
}

TreeRows TreeColumns::encode(const Dataset& rows) const {
  TreeRows encoded{.columns = columns()};
  for (const Column& column : columns_) encoded.categorical.push_back(column.category != kNumber);
  encoded.values.reserve(rows.size() * columns());
  encode(rows.values, encoded.values);
  return encoded;
}

}  // namespace driftd::updaters
