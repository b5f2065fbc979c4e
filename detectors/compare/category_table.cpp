#include "detectors/compare/category_table.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "config/assertion.h"

namespace driftd::detectors {

namespace {

constexpr std::uint8_t kFormat = 1;

struct Category {
  double code = 0;
  std::uint32_t count = 0;
};

std::vector<Category> count_categories(std::span<const double> sample) {
  std::vector<double> sorted(sample.begin(), sample.end());
  std::erase_if(sorted, [](double code) { return std::isnan(code); });
  std::ranges::sort(sorted);
  std::vector<Category> categories;
  for (const double code : sorted) {
    if (categories.empty() || categories.back().code != code) categories.push_back({.code = code});
    ++categories.back().count;
  }
  return categories;
}

}  // namespace

CategoryReference::CategoryReference(std::span<const double> sample) {
  DRIFTD_ASSERT(sample.size() <= std::numeric_limits<std::uint32_t>::max());
  auto categories = count_categories(sample);
  std::uint32_t others = 0;
  if (categories.size() > kMostCategories) {
    std::ranges::sort(categories, [](const Category& left, const Category& right) {
      return left.count != right.count ? left.count > right.count : left.code < right.code;
    });
    for (std::size_t i = kMostCategories; i < categories.size(); ++i) others += categories[i].count;
    categories.resize(kMostCategories);
    std::ranges::sort(categories, {}, &Category::code);
  }
  counts_.clear();
  for (const Category& category : categories) {
    codes_.push_back(category.code);
    counts_.push_back(category.count);
  }
  counts_.push_back(others);
  size_ = std::accumulate(counts_.begin(), counts_.end(), std::uint64_t{0});
}

void CategoryReference::locate(std::span<const double> values, std::span<std::uint32_t> rows) const {
  DRIFTD_ASSERT(rows.size() == values.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    const auto found = std::ranges::lower_bound(codes_, values[i]);
    const bool listed = found != codes_.end() && *found == values[i];
    rows[i] = static_cast<std::uint32_t>(listed ? static_cast<std::size_t>(found - codes_.begin()) : categories());
  }
}

void CategoryReference::save(StateWriter& state) const {
  state.put(kFormat);
  state.put(codes_);
  state.put(counts_);
}

void CategoryReference::load(StateReader& state) {
  if (state.get<std::uint8_t>() != kFormat) state.fail();
  state.get(codes_);
  state.get(counts_);
  size_ = std::accumulate(counts_.begin(), counts_.end(), std::uint64_t{0});
  const bool rising = std::ranges::adjacent_find(codes_, [](double left, double right) { return !(left < right); }) == codes_.end();
  const bool lone_nan = codes_.size() == 1 && std::isnan(codes_.front());
  if (!state.failed() && counts_.size() == codes_.size() + 1 && codes_.size() <= kMostCategories && rising && !lone_nan) return;
  state.fail();
  *this = {};
}

}  // namespace driftd::detectors
