#include "updaters/models/encoder.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "config/assertion.h"
#include "updaters/models/standardize.h"
#include "updaters/optimizers/columns.h"

namespace driftd::updaters {
namespace {

NumericScale scale_of(const Dataset& rows, std::size_t column) {
  const auto value = [&](std::size_t row) {
    return std::clamp(rows.values[row * rows.columns + column], -Encoder::kLargest, Encoder::kLargest);
  };
  double n = 0;
  double sum = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (std::isnan(value(i))) continue;
    sum += value(i);
    ++n;
  }
  if (n == 0) return {};
  const double mean = sum / n;
  double squares = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (!std::isnan(value(i))) squares += (value(i) - mean) * (value(i) - mean);
  }
  const double deviation = std::sqrt(squares / n);
  // A constant column's deviation is the rounding of its mean.
  constexpr double kRounding = 1e-12;
  const bool constant = deviation <= kRounding * std::abs(mean) || deviation < 1 / Encoder::kLargest;
  return {.mean = mean, .deviation = constant ? 0 : deviation};
}

std::vector<double> most_frequent_levels(const Dataset& rows, std::size_t column) {
  std::vector<double> codes;
  codes.reserve(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const double code = rows.values[i * rows.columns + column];
    if (!std::isnan(code)) codes.push_back(code);
  }
  std::sort(codes.begin(), codes.end());
  std::vector<std::pair<std::size_t, double>> counted;
  for (auto run = codes.begin(); run != codes.end();) {
    const auto next = std::upper_bound(run, codes.end(), *run);
    counted.emplace_back(next - run, *run);
    run = next;
  }
  std::stable_sort(counted.begin(), counted.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
  counted.resize(std::min(counted.size(), Encoder::kMostLevels));
  std::vector<double> levels;
  levels.reserve(counted.size());
  for (const auto& [count, code] : counted) levels.push_back(code);
  std::sort(levels.begin(), levels.end());
  return levels;
}

}  // namespace

Encoder::Encoder(const config::Features& features, std::vector<NumericScale> scales, std::vector<std::vector<double>> levels)
    : columns_(features.size()), scales_(std::move(scales)), levels_(std::move(levels)) {
  for (std::size_t i = 0; i < features.size(); ++i) {
    if (config::is_number(features[i].type)) number_columns_.push_back(i);
    if (features[i].type == config::FeatureType::categorical) category_columns_.push_back(i);
  }
  DRIFTD_ASSERT(scales_.size() == number_columns_.size() && levels_.size() == category_columns_.size());
  for (const NumericScale& scale : scales_) {
    means_.push_back(scale.mean);
    inverse_deviations_.push_back(scale.deviation > 0 ? 1 / scale.deviation : 0);
  }
  inputs_ = scales_.size();
  for (const auto& codes : levels_) {
    first_inputs_.push_back(static_cast<std::int32_t>(inputs_));
    inputs_ += codes.size();
  }
}

Encoder Encoder::learn(const config::Features& features, const Dataset& rows) {
  std::vector<NumericScale> scales;
  std::vector<std::vector<double>> levels;
  for (std::size_t i = 0; i < features.size(); ++i) {
    if (config::is_number(features[i].type)) {
      scales.push_back(scale_of(rows, i));
    } else if (features[i].type == config::FeatureType::categorical) {
      levels.push_back(most_frequent_levels(rows, i));
    }
  }
  return {features, std::move(scales), std::move(levels)};
}

void Encoder::encode(std::span<const double> rows, EncodedRows& encoded) const {
  encoded.rows = rows.size() / columns();
  encoded.numbers.resize(encoded.rows * numbers());
  encoded.levels.resize(encoded.rows * categories());
  for (std::size_t i = 0; i < encoded.rows; ++i) {
    const auto row = rows.subspan(i * columns(), columns());
    encode_numbers(row, std::span(encoded.numbers).subspan(i * numbers(), numbers()));
    encode_categories(row, std::span(encoded.levels).subspan(i * categories(), categories()));
  }
}

void Encoder::encode_numbers(std::span<const double> row, std::span<double> numbers) const {
  const bool all = numbers.size() == row.size();
  for (std::size_t i = 0; !all && i < numbers.size(); ++i) numbers[i] = row[number_columns_[i]];
  standardize(all ? row : numbers, means_, means_, inverse_deviations_, kLargest, numbers);
}

void Encoder::encode_categories(std::span<const double> row, std::span<std::int32_t> levels) const {
  for (std::size_t i = 0; i < levels.size(); ++i) {
    const auto& codes = levels_[i];
    const double code = row[category_columns_[i]];
    const auto found = std::lower_bound(codes.begin(), codes.end(), code);
    levels[i] = found != codes.end() && *found == code ? first_inputs_[i] + static_cast<std::int32_t>(found - codes.begin()) : kNoInput;
  }
}

}  // namespace driftd::updaters
