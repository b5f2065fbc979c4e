#include "daemon/engine/segments.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <utility>

#include "config/assertion.h"
#include "daemon/engine/event_codec.h"

namespace driftd::engine {

namespace {

constexpr std::string_view kRest = "other";
constexpr std::string_view kMissing = "missing";

config::Declaration<SegmentSettings> segment_declaration() {
  return config::Declaration<SegmentSettings>("the values of one feature as segments")
      .required("feature", &SegmentSettings::feature, config::text({.min_length = 1, .max_length = 128}), "name of the feature")
      .optional(
          "most", &SegmentSettings::most, config::integer({.min = 1, .max = Segments::kMostValues}),
          "so many values: the most frequent of the reference rows, then new ones while there is room; the rest together are \"other\"");
}

config::Shape<SegmentSettings> segment_shape() {
  const auto whole = config::object(segment_declaration());
  const auto name = config::text({.min_length = 1, .max_length = 128});
  return {.read =
              [whole, name](SegmentSettings& segment, const config::Json& json, const std::string& path, config::Problems& problems) {
                if (json.is_string()) {
                  name.read(segment.feature, json, path, problems);
                } else {
                  whole.read(segment, json, path, problems);
                }
              },
          .write = whole.write,
          .schema = {{"anyOf", {whole.schema, name.schema}}}};
}

/// NaNs are one value, and so are both zeros.
std::uint64_t key_of(double value) {
  if (std::isnan(value)) value = std::numeric_limits<double>::quiet_NaN();
  if (value == 0) value = 0;
  return std::bit_cast<std::uint64_t>(value);
}

/// How many bytes the UTF-8 character at the front has; 0 where there is none.
std::size_t character(std::string_view text) {
  const auto first = static_cast<unsigned char>(text.front());
  const std::size_t size = first < 0x80                    ? 1
                           : first >= 0xC2 && first < 0xE0 ? 2
                           : first >= 0xE0 && first < 0xF0 ? 3
                           : first >= 0xF0 && first < 0xF5 ? 4
                                                           : 0;
  if (size == 0 || size > text.size()) return 0;
  const auto follows = [](char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U; };
  if (!std::ranges::all_of(text.substr(1, size - 1), follows)) return 0;
  const auto second = size > 1 ? static_cast<unsigned char>(text[1]) : 0;
  const bool overlong = (first == 0xE0 && second < 0xA0) || (first == 0xF0 && second < 0x90);
  const bool no_character = (first == 0xED && second >= 0xA0) || (first == 0xF4 && second >= 0x90);
  return overlong || no_character ? 0 : size;
}

/// Whole UTF-8 characters without control characters, at most `longest` bytes; '?' for what is none. The second: whether that is all of it.
std::pair<std::string, bool> legible(std::string_view text, std::size_t longest) {
  std::string clean;
  bool whole = true;
  while (!text.empty()) {
    const std::size_t size = character(text);
    const bool shown = size > 0 && static_cast<unsigned char>(text.front()) >= 0x20 && text.front() != 0x7F;
    if (clean.size() + std::max<std::size_t>(size, 1) > longest) return {clean, false};
    clean += shown ? text.substr(0, size) : "?";
    whole = whole && shown;
    text.remove_prefix(std::max<std::size_t>(size, 1));
  }
  return {clean, whole};
}

std::string text_of(std::optional<std::size_t> place, double value, std::string_view categories) {
  if (std::isnan(value)) return std::string(kMissing);
  if (!place) return fmt::format("{}", value == 0 ? 0.0 : value);
  CategoryTexts texts(categories);
  for (std::size_t i = 0; i < *place; ++i) texts.next();
  const std::string_view text = texts.next();
  return config::category_code(text) == value ? std::string(text) : fmt::format("#{:x}", static_cast<std::uint64_t>(std::abs(value)));
}

}  // namespace

config::Shape<std::vector<SegmentSettings>> segments_shape() {
  return config::list(segment_shape(), 0, Segments::kMostFeatures);
}

Segments::Segments(const config::Features& features, std::span<const SegmentSettings> settings, std::uint64_t reference_rows)
    : reference_rows_(reference_rows), places_(settings.size(), kNone) {
  for (const SegmentSettings& one : settings) {
    const auto found = std::ranges::find(features, one.feature, &config::Feature::name);
    DRIFTD_ASSERT(found != features.end());
    Feature feature{
        .name = one.feature, .column = static_cast<std::size_t>(found - features.begin()), .most = static_cast<std::size_t>(one.most)};
    if (config::has_text(found->type)) {
      const auto comes_as_text = [](const config::Feature& each) { return config::has_text(each.type); };
      feature.text = static_cast<std::size_t>(std::count_if(features.begin(), found, comes_as_text));
    }
    features_.push_back(std::move(feature));
  }
}

void Segments::learn(std::span<const double> features, std::string_view categories) {
  if (rows_ >= reference_rows_) return;
  ++rows_;
  for (Feature& feature : features_) count(feature, features[feature.column], categories);
  if (rows_ < reference_rows_) return;
  for (std::size_t i = 0; i < features_.size(); ++i) choose_frequent(i);
}

void Segments::count(Feature& feature, double value, std::string_view categories) {
  const auto found = feature.counted.find(key_of(value));
  if (found != feature.counted.end()) {
    ++found->second.rows;
  } else if (feature.counted.size() < kMostCounted) {
    std::string text = text_of(feature.text, value, categories);
    text.resize(std::min(text.size(), 2 * kLongestName));
    feature.counted.emplace(key_of(value), Counted{.rows = 1, .arrival = rows_, .text = std::move(text)});
  }
}

void Segments::choose_frequent(std::size_t i) {
  auto counted = std::exchange(features_[i].counted, {});
  std::vector<std::pair<Key, Counted>> values(counted.begin(), counted.end());
  std::ranges::sort(values, [](const auto& a, const auto& b) {
    return a.second.rows != b.second.rows ? a.second.rows > b.second.rows : a.second.arrival < b.second.arrival;
  });
  values.resize(std::min(values.size(), features_[i].most));
  for (auto& [key, value] : values) begin(i, key, std::move(value.text));
}

std::span<const Segments::Place> Segments::of(std::span<const double> features, std::string_view categories) {
  if (rows_ < reference_rows_) return places_;
  for (std::size_t i = 0; i < features_.size(); ++i) places_[i] = place(i, features[features_[i].column], categories);
  return places_;
}

Segments::Place Segments::place(std::size_t i, double value, std::string_view categories) {
  const Feature& feature = features_[i];
  const auto found = feature.places.find(key_of(value));
  if (found != feature.places.end()) return found->second;
  if (feature.places.size() >= feature.most) return rest(i);
  return begin(i, key_of(value), text_of(feature.text, value, categories));
}

Segments::Place Segments::begin(std::size_t i, Key key, std::string text) {
  enter({.feature = i, .key = key, .name = unlike_others(i, key, std::move(text))});
  return static_cast<Place>(segments_.size() - 1);
}

Segments::Place Segments::rest(std::size_t i) {
  if (features_[i].rest == kNone) enter({.feature = i, .is_rest = true, .name = fmt::format("{}={}", features_[i].name, kRest)});
  return features_[i].rest;
}

void Segments::enter(Segment segment) {
  Feature& feature = features_[segment.feature];
  const auto here = static_cast<Place>(segments_.size());
  if (segment.is_rest) {
    feature.rest = here;
  } else {
    feature.places.emplace(segment.key, here);
  }
  segments_.push_back(std::move(segment));
}

/// What is not the whole text, is the rest's name, or is another's, is told apart by its code.
std::string Segments::unlike_others(std::size_t i, Key key, std::string text) const {
  constexpr std::size_t kLongestMark = 17;
  auto [clean, whole] = legible(text, kLongestName);
  std::string name = fmt::format("{}={}", features_[i].name, clean);
  if (whole && clean != kRest && std::ranges::find(segments_, name, &Segment::name) == segments_.end()) return name;
  clean = legible(clean, kLongestName - kLongestMark).first;
  return fmt::format("{}={}~{:x}", features_[i].name, clean, key);
}

void Segments::save(detectors::StateWriter& state) const {
  state.put(rows_);
  for (const Feature& feature : features_) {
    state.put(static_cast<std::uint64_t>(feature.counted.size()));
    for (const auto& [key, value] : feature.counted) {
      state.put(key);
      state.put(value.rows);
      state.put(value.arrival);
      state.put(std::string_view(value.text));
    }
  }
  state.put(static_cast<std::uint64_t>(segments_.size()));
  for (const Segment& segment : segments_) {
    state.put(static_cast<std::uint64_t>(segment.feature));
    state.put(segment.key);
    state.put(segment.is_rest);
    state.put(std::string_view(segment.name));
  }
}

void Segments::load(detectors::StateReader& state) {
  segments_.clear();
  state.get(rows_);
  for (Feature& feature : features_) {
    feature.counted.clear();
    feature.places.clear();
    feature.rest = kNone;
    const auto counted = state.get_count();
    if (counted > kMostCounted) return state.fail();
    for (std::uint64_t i = 0; i < counted && !state.failed(); ++i) {
      const auto key = state.get<Key>();
      Counted& value = feature.counted[key];
      state.get(value.rows);
      state.get(value.arrival);
      state.get(value.text);
    }
  }
  const auto segments = state.get_count();
  for (std::uint64_t i = 0; i < segments && !state.failed(); ++i) {
    Segment segment{.feature = state.get<std::uint64_t>(), .key = state.get<Key>(), .is_rest = state.get<std::uint8_t>() != 0};
    state.get(segment.name);
    if (segment.feature >= features_.size()) return state.fail();
    enter(std::move(segment));
  }
  if (!makes_sense()) state.fail();
}

bool Segments::makes_sense() const {
  std::size_t segments = 0;
  for (const Feature& feature : features_) {
    if (feature.places.size() > feature.most) return false;
    segments += feature.places.size() + (feature.rest == kNone ? 0 : 1);
  }
  return segments == segments_.size();
}

}  // namespace driftd::engine
