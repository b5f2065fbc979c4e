#include "detectors/compare/bins.h"

namespace driftd::detectors {

namespace {

/// A bin a distinct value, and one for all gaps.
Bins bins_by_value(std::span<const std::uint32_t> reference, std::span<const std::uint32_t> window) {
  Bins bins;
  Bin elsewhere{.window = window.back()};
  for (std::size_t cell = 0; cell + 1 < reference.size(); cell += 2) {
    elsewhere.window += window[cell];
    bins.push_back({.reference = reference[cell + 1], .window = window[cell + 1]});
  }
  bins.push_back(elsewhere);
  return bins;
}

/// Each bin ends with the cut in which the next quantile lies; the last one is open above.
Bins bins_by_quantile(const NumberSamples& samples, std::uint64_t most_bins) {
  const auto reference = samples.reference.counts();
  const auto window = samples.window.counts;
  Bins bins;
  Bin bin;
  std::uint64_t passed = 0;
  std::uint64_t next_quantile = 1;
  for (std::size_t cell = 0; cell + 1 < reference.size(); cell += 2) {
    const std::uint64_t known = std::uint64_t{reference[cell]} + reference[cell + 1];
    passed += known;
    bin.reference += known;
    bin.window += std::uint64_t{window[cell]} + window[cell + 1];
    const bool last_cut = cell + 3 == reference.size();
    if (last_cut || passed * most_bins < next_quantile * samples.n) continue;
    bins.push_back(bin);
    bin = {};
    next_quantile = passed * most_bins / samples.n + 1;
  }
  bin.window += window.back();
  bins.push_back(bin);
  return bins;
}

Bins without_empty(Bins bins) {
  std::erase_if(bins, [](const Bin& bin) { return bin.reference + bin.window == 0; });
  return bins;
}

}  // namespace

Bins bins_of(const NumberSamples& samples, std::uint64_t most_bins) {
  const bool few_values = samples.reference.is_exact() && samples.reference.cuts().size() <= most_bins;
  return without_empty(few_values ? bins_by_value(samples.reference.counts(), samples.window.counts)
                                  : bins_by_quantile(samples, most_bins));
}

Bins bins_of(const CategorySamples& samples) {
  Bins bins;
  bins.reserve(samples.reference.size());
  for (std::size_t row = 0; row < samples.reference.size(); ++row) {
    bins.push_back({.reference = samples.reference[row], .window = samples.window[row]});
  }
  return without_empty(std::move(bins));
}

}  // namespace driftd::detectors
