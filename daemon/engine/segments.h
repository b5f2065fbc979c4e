#pragma once

// Segments: a model that is good on the whole may have become bad for some of those it serves, and what is 5 % of the rows moves the whole
// by less than chance does. So each value of a feature that the settings name is a segment, "country=DE", with scores and checks of its
// own.
//
// A feature has at most `most` of them, and one more, "country=other", for all the rest together, so that every outcome lies in exactly one
// segment of a feature and the segments' sums add up to the whole's. Its own are the values that were most frequent among the reference
// rows (what serves many is worth a watch, what came first need not), and, while there is room, those that come new later: a
// country that was opened yesterday. Once given a segment stays, so that a series goes on to mean what it meant.
//
// Values travel as codes; a segment's name is made where it begins, from the row's own text: at most kLongestName bytes, legible, and
// different from every other's.

#include <boost/unordered/unordered_flat_map.hpp>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "config/declaration.h"
#include "config/features.h"
#include "detectors/state.h"

namespace driftd::engine {

/// The values of one feature as segments.
struct SegmentSettings {
  std::string feature;
  std::int64_t most = 20;
};

/// A list of them, each {"feature", "most"} or the feature's name alone.
config::Shape<std::vector<SegmentSettings>> segments_shape();

class Segments {
 public:
  using Place = std::uint32_t;
  static constexpr Place kNone = std::numeric_limits<Place>::max();
  static constexpr std::size_t kLongestName = 64;
  static constexpr std::size_t kMostCounted = 10'000;  // values of a feature among the reference rows
  static constexpr std::size_t kMostFeatures = 8;
  static constexpr std::int64_t kMostValues = 200;

  /// Every feature that is named is among `features`.
  Segments(const config::Features& features, std::span<const SegmentSettings> settings, std::uint64_t reference_rows);

  /// A row came: the first `reference_rows` say which values are frequent. `categories` are its texts, see CategoryTexts.
  void learn(std::span<const double> features, std::string_view categories);
  /// Which segment of each feature the row lies in, in the order of the settings; kNone as long as the reference is not whole.
  /// Valid until the next call.
  std::span<const Place> of(std::span<const double> features, std::string_view categories);

  std::size_t size() const { return segments_.size(); }
  /// "country=DE"
  const std::string& name(Place place) const { return segments_[place].name; }
  /// The place of its feature in the settings.
  std::size_t feature(Place place) const { return segments_[place].feature; }

  void save(detectors::StateWriter& state) const;
  void load(detectors::StateReader& state);

 private:
  using Key = std::uint64_t;
  struct Segment {
    std::size_t feature = 0;
    Key key = 0;
    bool is_rest = false;
    std::string name;
  };
  struct Counted {
    std::uint64_t rows = 0;
    std::uint64_t arrival = 0;
    std::string text;
  };
  struct Feature {
    std::string name;
    std::size_t column = 0;
    std::optional<std::size_t> text;  // its place among the row's texts
    std::size_t most = 0;
    boost::unordered_flat_map<Key, Counted> counted;
    boost::unordered_flat_map<Key, Place> places;
    Place rest = kNone;
  };

  void count(Feature& feature, double value, std::string_view categories);
  void choose_frequent(std::size_t feature);
  Place place(std::size_t feature, double value, std::string_view categories);
  Place begin(std::size_t feature, Key key, std::string text);
  Place rest(std::size_t feature);
  void enter(Segment segment);
  std::string unlike_others(std::size_t feature, Key key, std::string text) const;
  bool makes_sense() const;

  std::uint64_t reference_rows_;
  std::uint64_t rows_ = 0;
  std::vector<Feature> features_;
  std::vector<Segment> segments_;  // in the order in which they began
  std::vector<Place> places_;      // of the newest row
};

}  // namespace driftd::engine
