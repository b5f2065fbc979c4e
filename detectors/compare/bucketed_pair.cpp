#include "detectors/compare/bucketed_pair.h"

#include <algorithm>
#include <cmath>

#include "config/assertion.h"
#include "detectors/compare/quantile_bins.h"

namespace driftd::detectors {

namespace {

constexpr std::uint16_t kNoPlace = 0;

/// What quantile_bins.h asks of a sample. The order inside of a bucket is known where it was gathered.
class BucketedSample {
 public:
  BucketedSample(const BucketedPair::Side& side, const AdaptiveBuckets& buckets, std::span<const std::uint16_t> place_of)
      : side_(side), buckets_(buckets), place_of_(place_of) {}

  std::uint64_t size() const { return side_.before.back(); }
  double at(std::uint64_t rank) const {
    const auto bucket = static_cast<std::size_t>(std::ranges::upper_bound(side_.before, rank) - side_.before.begin()) - 1;
    return side_.buckets[bucket].is_point() ? buckets_.floor(bucket) : rising(bucket)[rank - side_.before[bucket]];
  }
  std::uint64_t count_up_to(double value) const {
    const std::size_t bucket = buckets_.bucket_of(ordered_bits(value));
    if (side_.buckets[bucket].is_point()) return side_.before[bucket + 1];
    const auto inside = rising(bucket);
    return side_.before[bucket] + static_cast<std::uint64_t>(std::ranges::upper_bound(inside, value) - inside.begin());
  }

 private:
  std::span<const double> rising(std::size_t bucket) const {
    DRIFTD_ASSERT(place_of_[bucket] != kNoPlace);
    return side_.gathered(place_of_[bucket] - 1U);
  }

  const BucketedPair::Side& side_;
  const AdaptiveBuckets& buckets_;
  std::span<const std::uint16_t> place_of_;
};

void sort_unless_equal(std::span<double> values) {
  if (std::ranges::adjacent_find(values, std::ranges::not_equal_to()) != values.end()) std::ranges::sort(values);
}

}  // namespace

void BucketedPair::Side::count(std::span<const double> all, const AdaptiveBuckets& partition) {
  buckets.assign(partition.count(), {});
  bucket_of.resize(all.size());
  for (std::size_t i = 0; i < all.size(); ++i) {
    const std::uint32_t bucket = partition.bucket_of(ordered_bits(all[i]));
    buckets[bucket].offsets += all[i] - partition.floor(bucket);
    ++buckets[bucket].count;
    bucket_of[i] = static_cast<std::uint16_t>(bucket);
  }
  before.assign(1, 0);
  for (const Bucket& bucket : buckets) before.push_back(before.back() + bucket.count);
}

void BucketedPair::Side::gather(std::span<const double> all, std::span<const std::uint16_t> place_of, std::size_t places) {
  begins.assign(places + 1, 0);
  for (std::size_t bucket = 0; bucket < buckets.size(); ++bucket) {
    if (place_of[bucket] != kNoPlace) begins[place_of[bucket]] = buckets[bucket].count;
  }
  for (std::size_t place = 0; place < places; ++place) begins[place + 1] += begins[place];
  // No branch depends on whether a value is wanted: one that is not is written behind the last, again and again.
  values.resize(begins.back() + 1);
  std::vector<std::size_t> next(1, begins.back());
  next.insert(next.end(), begins.begin(), begins.end() - 1);
  for (std::size_t i = 0; i < all.size(); ++i) {
    const std::uint16_t place = place_of[bucket_of[i]];
    values[next[place]] = all[i];
    next[place] += static_cast<std::size_t>(place != kNoPlace);
  }
  for (std::size_t place = 0; place < places; ++place)
    sort_unless_equal(std::span(values).subspan(begins[place], begins[place + 1] - begins[place]));
}

bool BucketedPair::compare(std::span<const double> reference, std::span<const double> window) {
  buckets_.fit(reference, window);
  reference_.count(reference, buckets_);
  const auto filled = std::ranges::count_if(reference_.buckets, [](const Side::Bucket& bucket) { return bucket.count > 0; });
  if (filled <= static_cast<std::ptrdiff_t>(kQuantileBins)) return false;
  window_.count(window, buckets_);
  walk_ = {.n = static_cast<std::int64_t>(reference.size()), .m = static_cast<std::int64_t>(window.size())};
  place_of_.assign(buckets_.count(), kNoPlace);
  wanted_.clear();
  sum_up();
  want_extremes();
  want_quantiles();
  reference_.gather(reference, place_of_, wanted_.size());
  window_.gather(window, place_of_, wanted_.size());
  settle();
  return true;
}

/// From border to border: what needs no order.
void BucketedPair::sum_up() {
  for (std::uint32_t i = 0; i < buckets_.count(); ++i) {
    const auto& known = reference_.buckets[i];
    const auto& seen = window_.buckets[i];
    if (known.count + seen.count == 0) continue;
    if (walk_.largest == 0 && walk_.difference == 0) walk_.at = buckets_.floor(i);  // nothing lies before the first
    walk_.step(buckets_.floor(i), 0);
    const double width = buckets_.floor(i + 1) - walk_.at;
    const std::int64_t rise = known.count * walk_.m;
    const std::int64_t fall = seen.count * walk_.n;
    const std::int64_t behind = walk_.difference + rise - fall;
    if (is_point(i)) {
      walk_.area += static_cast<double>(std::abs(behind)) * width;
    } else if (walk_.difference - fall >= 0 || walk_.difference + rise <= 0) {
      const double rises = static_cast<double>(walk_.m) * (known.count * width - known.offsets);
      const double falls = static_cast<double>(walk_.n) * (seen.count * width - seen.offsets);
      walk_.area += std::abs(static_cast<double>(walk_.difference) * width + rises - falls);
    } else {
      want(i, walk_.difference, true);
    }
    walk_.at = buckets_.floor(i + 1);
    walk_.difference = behind;
    walk_.largest = std::max(walk_.largest, std::abs(behind));
  }
}

/// The buckets inside of which the difference may be larger than at any border.
void BucketedPair::want_extremes() {
  std::int64_t difference = 0;
  for (std::uint32_t i = 0; i < buckets_.count(); ++i) {
    const std::int64_t rise = reference_.buckets[i].count * walk_.m;
    const std::int64_t fall = window_.buckets[i].count * walk_.n;
    if (std::max(difference + rise, fall - difference) > walk_.largest && !is_point(i)) want(i, difference, false);
    difference += rise - fall;
  }
}

/// The buckets in which the reference's quantiles lie.
void BucketedPair::want_quantiles() {
  const std::uint64_t n = reference_.before.back();
  for (std::uint64_t quantile = 1; quantile < kQuantileBins; ++quantile) {
    const auto behind = std::ranges::upper_bound(reference_.before, rank_of_quantile(quantile, n));
    const auto bucket = static_cast<std::uint32_t>(behind - reference_.before.begin()) - 1;
    if (is_point(bucket)) continue;
    const auto difference =
        static_cast<std::int64_t>(reference_.before[bucket]) * walk_.m - static_cast<std::int64_t>(window_.before[bucket]) * walk_.n;
    want(bucket, difference, false);
  }
}

void BucketedPair::want(std::uint32_t bucket, std::int64_t difference, bool area) {
  if (place_of_[bucket] != kNoPlace) return;
  wanted_.push_back({.bucket = bucket, .difference = difference, .area = area});
  place_of_[bucket] = static_cast<std::uint16_t>(wanted_.size());
}

/// What was gathered is walked through value by value.
void BucketedPair::settle() {
  for (std::size_t place = 0; place < wanted_.size(); ++place) {
    const Wanted& wanted = wanted_[place];
    DifferenceWalk inside{.n = walk_.n, .m = walk_.m, .at = buckets_.floor(wanted.bucket), .difference = wanted.difference};
    inside.pass(reference_.gathered(place), window_.gathered(place));
    inside.step(buckets_.floor(wanted.bucket + 1), 0);
    walk_.largest = std::max(walk_.largest, inside.largest);
    if (wanted.area) walk_.area += inside.area;
  }
}

PairDifferences BucketedPair::differences() const {
  const BucketedSample reference(reference_, buckets_, place_of_);
  const BucketedSample window(window_, buckets_, place_of_);
  return {.largest = walk_.largest, .area = walk_.area, .bins = bins_by_quantile(reference, window)};
}

}  // namespace driftd::detectors
