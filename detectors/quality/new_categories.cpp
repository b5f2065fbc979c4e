#include "detectors/quality/new_categories.h"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <numeric>

namespace driftd::detectors {
namespace {

/// Of the second half of the reference, the values that its first half did not have.
Share new_in_second_half(std::span<const double> reference) {
  const auto half = reference.size() / 2;
  const CategoryReference first(reference.first(half));
  Share share;
  for (const double value : reference.subspan(half)) {
    if (std::isnan(value)) continue;
    std::uint32_t row = 0;
    first.locate(std::span(&value, 1), std::span(&row, 1));
    share.add(row == first.new_row());
  }
  return share;
}

}  // namespace

void NewCategoriesMethod::Sums::merge(const Sums& other) {
  for (std::size_t i = 0; i < rows.size(); ++i) rows[i] += other.rows[i];
}

void NewCategoriesMethod::Sums::load(StateReader& state) {
  const auto size = rows.size();
  state.get(rows);
  if (rows.size() == size) return;
  state.fail();
  rows.assign(size, 0);
}

void NewCategoriesMethod::learn(std::span<const double> reference) {
  reference_ = CategoryReference(reference);
  limit_.learn(new_in_second_half(reference));
}

void NewCategoriesMethod::count(std::span<const double> values, Sums& sums) const {
  constexpr std::size_t kAtOnce = 64;
  std::array<double, kAtOnce> present{};
  std::array<std::uint32_t, kAtOnce> rows{};
  std::size_t size = 0;
  const auto flush = [&] {
    reference_.locate(std::span(present).first(size), std::span(rows).first(size));
    for (std::size_t i = 0; i < size; ++i) ++sums.rows[rows[i]];
    size = 0;
  };
  for (const double value : values) {
    if (std::isnan(value)) continue;
    present[size++] = value;
    if (size == kAtOnce) flush();
  }
  flush();
}

QualityFinding NewCategoriesMethod::judge(const Sums& sums) const {
  const CategoryChanges changes = reference_.changes(sums.rows);
  const Share share{.values = std::accumulate(sums.rows.begin(), sums.rows.end(), std::uint64_t{0}), .bad = changes.new_values};
  QualityFinding finding{.signal = limit_.judge(share), .text = {}};
  if (finding.signal.level != Level::drift) return finding;
  finding.text = limit_.text(share, "in categories that the reference does not have,");
  if (changes.vanished_categories > 0) {
    const double gone = static_cast<double>(changes.vanished_values) / static_cast<double>(reference_.size());
    finding.text += fmt::format("; none in {} that it has, {} of its values", changes.vanished_categories, percent(gone));
  }
  return finding;
}

void NewCategoriesMethod::save(StateWriter& state) const {
  reference_.save(state);
  limit_.save(state);
}

void NewCategoriesMethod::load(StateReader& state) {
  reference_.load(state);
  limit_.load(state);
}

void declare_new_categories(config::Catalogue<QualityCheckPointer>& catalogue) {
  catalogue.add(
      {.name = "new_categories",
       .summary = "the share of a category's values that the reference never had, told apart from those that vanished; for features with a "
                  "closed list",
       .paper =
           "Clopper and Pearson, The use of confidence or fiducial limits illustrated in the case of the binomial, Biometrika 26, 1934",
       .guarantee = "guaranteed: for independent values whose share of new categories is at most `by` above that of the reference's second "
                    "half to its "
                    "first, an alarm has probability at most alpha each time it is judged; but real drift brings new categories too",
       .cost = "15 ns a value; 12 bytes a category, at most 1,000, and a byte for each further one"},
      share_declaration("share of values in categories that the reference does not have", "such values"),
      [](const ShareParameters& parameters) -> QualityCheckPointer { return std::make_unique<NewCategories>(parameters); });
}

}  // namespace driftd::detectors
