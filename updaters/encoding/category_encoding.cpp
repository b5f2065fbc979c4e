#include "updaters/encoding/category_encoding.h"

#include <algorithm>
#include <bit>

#include "config/missing_value.h"
#include "detectors/stats/seeded_random.h"

namespace driftd::updaters {
namespace {

struct CountedLevel {
  double code;
  std::size_t count;
};

/// Most frequent first, among equals the lowest code.
std::vector<CountedLevel> count_levels(std::vector<double> codes) {
  std::ranges::sort(codes);
  std::vector<CountedLevel> counted;
  for (const double code : codes) {
    if (counted.empty() || counted.back().code != code) counted.push_back({.code = code, .count = 0});
    ++counted.back().count;
  }
  std::ranges::stable_sort(counted, std::ranges::greater{}, &CountedLevel::count);
  return counted;
}

}  // namespace

CategoryEncoding learn_category(const Dataset& rows, std::size_t column, std::size_t cardinality, const CategoryEncoding* base) {
  CategoryEncoding encoding = base != nullptr ? *base : CategoryEncoding{};
  const LevelPlaces known(encoding);
  std::vector<double> codes;
  for (std::size_t i = column; i < rows.values.size(); i += rows.columns) {
    const double code = rows.values[i];
    if (config::is_absent(code)) {
      encoding.knows_missing = true;
    } else if (known.find(code) == LevelPlaces::kNone) {
      codes.push_back(code);
    }
  }
  const auto counted = count_levels(std::move(codes));
  const std::size_t room = cardinality - std::min(cardinality, encoding.levels.size());
  const std::size_t joining = std::min(room, counted.size());
  if (joining < counted.size()) encoding.hashes_others = true;
  const auto first = static_cast<std::ptrdiff_t>(encoding.levels.size());
  for (std::size_t i = 0; i < joining; ++i) encoding.levels.push_back(counted[i].code);
  std::sort(encoding.levels.begin() + first, encoding.levels.end());
  return encoding;
}

LevelPlaces::LevelPlaces(const CategoryEncoding& encoding) {
  places_.reserve(encoding.levels.size());
  for (const double code : encoding.levels) places_.emplace_back(code, static_cast<std::uint32_t>(places_.size()));
  std::ranges::sort(places_);
}

std::uint32_t LevelPlaces::find(double code) const {
  const auto found = std::ranges::lower_bound(places_, code, {}, &std::pair<double, std::uint32_t>::first);
  return found != places_.end() && found->first == code ? found->second : kNone;
}

Bucket bucket_of(std::uint64_t hash, std::uint32_t buckets) {
  constexpr unsigned kHalf = 32;
  return {.place = static_cast<std::uint32_t>(((hash >> kHalf) * buckets) >> kHalf), .sign = (hash & 1U) != 0 ? 1.0 : -1.0};
}

Bucket bucket_of_level(double code, std::size_t feature, std::uint32_t buckets) {
  // A code is the XXH3 hash of its text already (config/features.h): what is added is the feature.
  const auto bits = std::bit_cast<std::uint64_t>(code + 0.0);
  return bucket_of(detectors::mixed(bits ^ detectors::mixed(feature)), buckets);
}

}  // namespace driftd::updaters
