#include "updaters/dataset.h"

#include <algorithm>

#include "config/assertion.h"

namespace driftd::updaters {

Dataset part(const Dataset& rows, const config::ModelSchema& schema, std::size_t from, std::size_t to) {
  DRIFTD_ASSERT(from <= to && to <= rows.size());
  const auto cut = [&](const auto& all, std::size_t each) {
    const auto begin = all.begin();
    return std::vector(begin + static_cast<std::ptrdiff_t>(from * each), begin + static_cast<std::ptrdiff_t>(to * each));
  };
  const auto texts = static_cast<std::size_t>(std::ranges::count(schema.features, config::FeatureType::text, &config::Feature::type));
  Dataset found{
      .columns = rows.columns, .values = cut(rows.values, rows.columns), .texts = cut(rows.texts, texts), .labels = cut(rows.labels, 1)};
  for (const ClassName& name : rows.classes) {
    if (std::ranges::find(found.labels, name.code) != found.labels.end()) found.classes.push_back(name);
  }
  return found;
}

}  // namespace driftd::updaters
