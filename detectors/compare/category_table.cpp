#include "detectors/compare/category_table.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "config/assertion.h"
#include "detectors/compare/sorted_search.h"

namespace driftd::detectors {

namespace {

constexpr std::uint8_t kFormat = 2;

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
  std::uint32_t rare_values = 0;
  if (categories.size() > kMostCategories) {
    std::ranges::nth_element(categories, categories.begin() + kMostCategories, [](const Category& left, const Category& right) {
      return left.count != right.count ? left.count > right.count : left.code < right.code;
    });
    rare_ = KnownCodes(categories.size() - kMostCategories);
    for (const Category& category : std::span(categories).subspan(kMostCategories)) {
      rare_.add(category.code);
      rare_values += category.count;
    }
    categories.resize(kMostCategories);
    std::ranges::sort(categories, {}, &Category::code);
  }
  counts_.clear();
  for (const Category& category : categories) {
    codes_.push_back(category.code);
    counts_.push_back(category.count);
  }
  counts_.push_back(rare_values);
  counts_.push_back(0);
  size_ = std::accumulate(counts_.begin(), counts_.end(), std::uint64_t{0});
}

void CategoryReference::locate(std::span<const double> values, std::span<std::uint32_t> rows) const {
  count_below(codes_, values, rows);
  for (std::size_t i = 0; i < values.size(); ++i) {
    const bool listed = rows[i] < categories() && codes_[rows[i]] == values[i];
    if (!listed) rows[i] = static_cast<std::uint32_t>(rare_.may_have(values[i]) ? rare_row() : new_row());
  }
}

CategoryChanges CategoryReference::changes(std::span<const std::uint32_t> window) const {
  DRIFTD_ASSERT(window.size() == row_count());
  CategoryChanges changes{.new_values = window[new_row()]};
  for (std::size_t row = 0; row < categories(); ++row) {
    if (window[row] > 0) continue;
    ++changes.vanished_categories;
    changes.vanished_values += counts_[row];
  }
  return changes;
}

void CategoryReference::save(StateWriter& state) const {
  state.put(kFormat);
  state.put(codes_);
  state.put(counts_);
  rare_.save(state);
}

void CategoryReference::load(StateReader& state) {
  if (state.get<std::uint8_t>() != kFormat) state.fail();
  state.get(codes_);
  state.get(counts_);
  rare_.load(state);
  size_ = std::accumulate(counts_.begin(), counts_.end(), std::uint64_t{0});
  const bool rising = std::ranges::adjacent_find(codes_, [](double left, double right) { return !(left < right); }) == codes_.end();
  const bool lone_nan = codes_.size() == 1 && std::isnan(codes_.front());
  const bool fits = counts_.size() == row_count() && codes_.size() <= kMostCategories && counts_.back() == 0;
  if (!state.failed() && fits && rising && !lone_nan) return;
  state.fail();
  *this = {};
}

}  // namespace driftd::detectors
