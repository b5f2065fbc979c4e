#pragma once

// The share of a category's values that the reference never had: a code list that was replaced, a spelling that changed, a column that
// moved. By share_limit.h, with the reference's own share estimated by letting its first half meet its second: what keeps bringing new
// values (an identifier, a free text) brought them there already. The text tells what came from what went: categories of the reference of
// which the window has none, and how much of the reference they were.
//
// Real drift brings new categories as well (a month, a campaign), so name the features that have a closed list. Categories are kept as in
// compare/category_table.h: of more than a thousand the rare ones in a Bloom filter, and one new value in 46 is then overlooked.

#include <vector>

#include "config/catalogue.h"
#include "detectors/compare/category_table.h"
#include "detectors/quality/share_limit.h"
#include "detectors/quality/summed_check.h"

namespace driftd::detectors {

class NewCategoriesMethod {
 public:
  /// Values by row of the reference.
  struct Sums {
    std::vector<std::uint32_t> rows;
    void clear() { rows.assign(rows.size(), 0); }
    void merge(const Sums& other);
    void save(StateWriter& state) const { state.put(rows); }
    void load(StateReader& state);
  };
  static constexpr QualityInput kInput = QualityInput::values;
  static constexpr bool kDoubtsRows = true;
  static constexpr bool takes(config::FeatureType type) { return type == config::FeatureType::categorical; }

  explicit NewCategoriesMethod(const ShareParameters& parameters) : limit_(parameters) {}

  void learn(std::span<const double> reference);
  Sums none() const { return {.rows = std::vector<std::uint32_t>(reference_.row_count())}; }
  void count(std::span<const double> values, Sums& sums) const;
  QualityFinding judge(const Sums& sums) const;
  void save(StateWriter& state) const;
  void load(StateReader& state);

 private:
  CategoryReference reference_;
  ShareLimit limit_;
};

using NewCategories = SummedCheck<NewCategoriesMethod>;

void declare_new_categories(config::Catalogue<QualityCheckPointer>& catalogue);

}  // namespace driftd::detectors
