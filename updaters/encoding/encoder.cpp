#include "updaters/encoding/encoder.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "config/assertion.h"
#include "config/missing_value.h"
#include "updaters/encoding/standardize.h"
#include "updaters/optimizers/columns.h"

namespace driftd::updaters {
namespace {

using config::FeatureType;

/// Place of the feature among those before it that `belongs` takes; kNowhere where it does not itself.
template <class Belongs>
std::size_t place_among(const config::Features& features, const config::Feature& wanted, Belongs belongs) {
  std::size_t place = 0;
  for (const auto& feature : features) {
    if (feature == wanted) return belongs(feature.type) ? place : Encoder::kNowhere;
    if (belongs(feature.type)) ++place;
  }
  return Encoder::kNowhere;
}

std::size_t place_of_number(const config::Features& features, const config::Feature& wanted) {
  return place_among(features, wanted, config::is_number);
}

std::size_t place_of_category(const config::Features& features, const config::Feature& wanted) {
  return place_among(features, wanted, [](FeatureType type) { return type == FeatureType::categorical; });
}

NumberEncoding join(const NumberEncoding& known, const NumberEncoding& learnt) {
  NumberEncoding joined = known;
  joined.marks_missing = known.marks_missing || learnt.marks_missing;
  return joined;
}

}  // namespace

Encoder::Encoder(config::Features features, EncoderParts parts) : features_(std::move(features)), parts_(std::move(parts)) {
  for (std::size_t i = 0; i < features_.size(); ++i) {
    if (config::is_number(features_[i].type)) number_columns_.push_back(i);
    if (features_[i].type == FeatureType::categorical) category_columns_.push_back(i);
    if (features_[i].type == FeatureType::text) ++texts_;
  }
  DRIFTD_ASSERT(parts_.numbers.size() == number_columns_.size() && parts_.categories.size() == category_columns_.size());
  for (std::size_t i = 0; i < number_columns_.size(); ++i) {
    const NumberEncoding& number = parts_.numbers[i];
    const bool boolean = features_[number_columns_[i]].type == FeatureType::boolean;
    fills_.push_back(number.mean);
    offsets_.push_back(boolean ? 0 : number.mean);
    factors_.push_back(boolean ? 1 : number.deviation > 0 ? 1 / number.deviation : 0);
    if (number.marks_missing) marked_columns_.push_back(number_columns_[i]);
  }
  numbers_ = number_columns_.size() + marked_columns_.size();
  std::size_t next = numbers_;
  for (const CategoryEncoding& category : parts_.categories) {
    level_places_.emplace_back(category);
    first_levels_.push_back(static_cast<std::uint32_t>(next));
    next += category.inputs();
  }
  first_category_bucket_ = static_cast<std::uint32_t>(next);
  first_text_bucket_ = first_category_bucket_ + parts_.category_buckets;
  inputs_ = first_text_bucket_ + parts_.texts.buckets;
}

Encoder Encoder::learn(const config::Features& features, const Dataset& rows, const EncoderSettings& settings, const Encoder* base) {
  EncoderParts parts;
  bool hashes = false;
  bool reads = false;
  for (std::size_t i = 0; i < features.size(); ++i) {
    if (config::is_number(features[i].type)) {
      const NumberEncoding learnt = learn_number(rows, i);
      const std::size_t known = base == nullptr ? kNowhere : place_of_number(base->features_, features[i]);
      parts.numbers.push_back(known == kNowhere ? learnt : join(base->parts_.numbers[known], learnt));
    } else if (features[i].type == FeatureType::categorical) {
      const std::size_t known = base == nullptr ? kNowhere : place_of_category(base->features_, features[i]);
      parts.categories.push_back(learn_category(rows, i, static_cast<std::size_t>(settings.cardinality),
                                                known == kNowhere ? nullptr : &base->parts_.categories[known]));
      hashes = hashes || parts.categories.back().hashes_others;
    } else {
      reads = true;
    }
  }
  const auto width = [](bool needed, std::uint32_t known, std::int64_t wanted) {
    return !needed ? 0U : known > 0 ? known : static_cast<std::uint32_t>(wanted);
  };
  parts.category_buckets = width(hashes, base == nullptr ? 0 : base->parts_.category_buckets, settings.category_buckets);
  parts.texts.buckets = width(reads, base == nullptr ? 0 : base->parts_.texts.buckets, settings.text_buckets);
  const bool reads_as_base = reads && base != nullptr && base->parts_.texts.buckets > 0;
  parts.texts.characters = reads_as_base ? base->parts_.texts.characters : reads ? static_cast<std::uint32_t>(settings.text_characters) : 0;
  return {features, std::move(parts)};
}

void Encoder::encode(const RowsView& rows, EncodedRows& encoded) const {
  thread_local TextRow reader;
  encoded.rows = rows.values.size() / columns();
  DRIFTD_ASSERT(rows.texts.empty() || rows.texts.size() == encoded.rows * texts_);
  encoded.numbers.resize(encoded.rows * numbers_);
  encoded.sparse.clear();
  if (has_sparse_inputs()) encoded.sparse.begins.push_back(0);
  for (std::size_t i = 0; i < encoded.rows; ++i) {
    const auto row = rows.values.subspan(i * columns(), columns());
    encode_numbers(row, std::span(encoded.numbers).subspan(i * numbers_, numbers_));
    if (!has_sparse_inputs()) continue;
    encode_categories(row, encoded.sparse);
    if (parts_.category_buckets > 0) encode_hashed(row, encoded.sparse);
    reader.clear();
    for (std::size_t text = 0; text < (rows.texts.empty() ? 0 : texts_); ++text)
      reader.add(rows.texts[i * texts_ + text], text, parts_.texts);
    reader.take([&](std::uint32_t bucket, double value) { encoded.sparse.put(first_text_bucket_ + bucket, value); });
    encoded.sparse.begins.push_back(encoded.sparse.inputs.size());
  }
}

void Encoder::encode_numbers(std::span<const double> row, std::span<double> numbers) const {
  const auto values = numbers.first(number_columns_.size());
  const bool all = values.size() == row.size();
  for (std::size_t i = 0; !all && i < values.size(); ++i) values[i] = row[number_columns_[i]];
  standardize(all ? row : values, fills_, offsets_, factors_, kLargestNumber, values);
  for (std::size_t i = 0; i < marked_columns_.size(); ++i) numbers[values.size() + i] = config::is_absent(row[marked_columns_[i]]) ? 1 : 0;
}

void Encoder::encode_categories(std::span<const double> row, SparseRows& sparse) const {
  for (std::size_t i = 0; i < category_columns_.size(); ++i) {
    const CategoryEncoding& category = parts_.categories[i];
    const double code = row[category_columns_[i]];
    if (config::is_absent(code)) {
      if (category.knows_missing) sparse.put(first_levels_[i] + static_cast<std::uint32_t>(category.levels.size()), 1);
    } else if (const std::uint32_t place = level_places_[i].find(code); place != LevelPlaces::kNone) {
      sparse.put(first_levels_[i] + place, 1);
    }
  }
}

void Encoder::encode_hashed(std::span<const double> row, SparseRows& sparse) const {
  thread_local std::vector<std::pair<std::uint32_t, double>> on;
  on.clear();
  for (std::size_t i = 0; i < category_columns_.size(); ++i) {
    const double code = row[category_columns_[i]];
    if (!parts_.categories[i].hashes_others || config::is_absent(code) || level_places_[i].find(code) != LevelPlaces::kNone) continue;
    const Bucket bucket = bucket_of_level(code, i, parts_.category_buckets);
    on.emplace_back(first_category_bucket_ + bucket.place, bucket.sign);
  }
  std::ranges::sort(on);
  for (std::size_t i = 0; i < on.size(); ++i) {
    if (i > 0 && on[i].first == on[i - 1].first) {
      sparse.values.back() += on[i].second;  // two features' levels met
    } else {
      sparse.put(on[i].first, on[i].second);
    }
  }
}

std::vector<std::uint32_t> Encoder::places_in(const Encoder& other) const {
  std::vector<std::uint32_t> places(inputs_, kNowhere);
  const auto number_of_marks = [](const EncoderParts& parts, std::size_t before) {
    return static_cast<std::size_t>(std::count_if(parts.numbers.begin(), parts.numbers.begin() + static_cast<std::ptrdiff_t>(before),
                                                  [](const NumberEncoding& number) { return number.marks_missing; }));
  };
  for (std::size_t i = 0; i < number_columns_.size(); ++i) {
    const std::size_t there = place_of_number(other.features_, features_[number_columns_[i]]);
    if (there == kNowhere) continue;
    places[i] = static_cast<std::uint32_t>(there);
    if (!parts_.numbers[i].marks_missing || !other.parts_.numbers[there].marks_missing) continue;
    places[number_columns_.size() + number_of_marks(parts_, i)] =
        static_cast<std::uint32_t>(other.number_columns_.size() + number_of_marks(other.parts_, there));
  }
  bool same_categories = parts_.category_buckets == other.parts_.category_buckets;
  for (std::size_t i = 0; i < category_columns_.size(); ++i) {
    const std::size_t there = place_of_category(other.features_, features_[category_columns_[i]]);
    // A feature's buckets go by its place among the categories.
    same_categories = same_categories && there == i;
    if (there == kNowhere) continue;
    const CategoryEncoding& mine = parts_.categories[i];
    for (std::size_t level = 0; level < mine.levels.size(); ++level) {
      const std::uint32_t place = other.level_places_[there].find(mine.levels[level]);
      if (place != LevelPlaces::kNone) places[first_levels_[i] + level] = other.first_levels_[there] + place;
    }
    const CategoryEncoding& theirs = other.parts_.categories[there];
    if (mine.knows_missing && theirs.knows_missing)
      places[first_levels_[i] + mine.levels.size()] = other.first_levels_[there] + static_cast<std::uint32_t>(theirs.levels.size());
  }
  if (same_categories) {
    for (std::uint32_t i = 0; i < parts_.category_buckets; ++i) places[first_category_bucket_ + i] = other.first_category_bucket_ + i;
  }
  if (parts_.texts == other.parts_.texts && texts_ == other.texts_) {
    for (std::uint32_t i = 0; i < parts_.texts.buckets; ++i) places[first_text_bucket_ + i] = other.first_text_bucket_ + i;
  }
  return places;
}

}  // namespace driftd::updaters
