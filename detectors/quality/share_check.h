#pragma once

// A check whose sums are a share: of each value a Property says whether it is bad. The property has
//   learn(reference)   what it must know of the reference; false where that cannot tell good from bad
//   counts(value)      whether the value is asked about at all
//   is_bad(value)
//   kInput, kDoubtsRows, takes(type), kWhat: how the share reads ("missing")
//   save(), load()

#include <string>

#include "detectors/quality/share_limit.h"
#include "detectors/quality/summed_check.h"

namespace driftd::detectors {

template <class Property>
class ShareMethod {
 public:
  using Sums = Share;
  static constexpr QualityInput kInput = Property::kInput;
  static constexpr bool kDoubtsRows = Property::kDoubtsRows;
  static constexpr bool takes(config::FeatureType type) { return Property::takes(type); }

  template <class Parameters>
  explicit ShareMethod(const Parameters& parameters) : property_(parameters), limit_(parameters) {}

  void learn(std::span<const double> reference) {
    Share share;
    if (property_.learn(reference)) count(reference, share);
    limit_.learn(share);
  }
  Sums none() const { return {}; }
  void count(std::span<const double> values, Sums& sums) const {
    for (const double value : values) {
      if (property_.counts(value)) sums.add(property_.is_bad(value));
    }
  }
  QualityFinding judge(const Sums& sums) const {
    QualityFinding finding{.signal = limit_.judge(sums), .text = {}};
    if (finding.signal.level == Level::drift) finding.text = limit_.text(sums, Property::kWhat);
    return finding;
  }

  const Property& property() const { return property_; }

  void save(StateWriter& state) const {
    property_.save(state);
    limit_.save(state);
  }
  void load(StateReader& state) {
    property_.load(state);
    limit_.load(state);
  }

 private:
  Property property_;
  ShareLimit limit_;
};

template <class Property>
using ShareCheck = SummedCheck<ShareMethod<Property>>;

/// A property that needs to know nothing of the reference.
template <QualityInput Input>
struct PlainProperty {
  static constexpr QualityInput kInput = Input;
  static constexpr bool kDoubtsRows = true;
  static constexpr bool takes(config::FeatureType /*type*/) { return true; }

  template <class Parameters>
  explicit PlainProperty(const Parameters& /*parameters*/) {}
  static bool learn(std::span<const double> /*reference*/) { return true; }
  static bool counts(double /*value*/) { return true; }
  static void save(StateWriter& /*state*/) {}
  static void load(StateReader& /*state*/) {}
};

}  // namespace driftd::detectors
