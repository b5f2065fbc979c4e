#include "detectors/compare/share_distances.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

#include "detectors/compare/smoothed_shares.h"

namespace driftd::detectors {

namespace {

/// Calls visit(reference's share, window's share) for each bin.
template <class Visit>
void for_each_share(const Bins& bins, Visit visit) {
  double n = 0;
  double m = 0;
  for (const Bin& bin : bins) {
    n += static_cast<double>(bin.reference);
    m += static_cast<double>(bin.window);
  }
  for (const Bin& bin : bins) visit(static_cast<double>(bin.reference) / n, static_cast<double>(bin.window) / m);
}

/// share log2(share / other), which is 0 where the share is.
double information(double share, double other) {
  return share > 0 ? share * std::log2(share / other) : 0;
}

using Formula = double (*)(const Bins&);

class ShareDistance final : public Comparison {
 public:
  /// `bins`: of a number's range; 0: takes no numbers.
  ShareDistance(Formula formula, double above, std::int64_t bins)
      : Comparison(EvidenceKind::distance, above), formula_(formula), bins_(static_cast<std::uint64_t>(bins)) {}

  bool takes_numbers() const override { return bins_ > 0; }
  bool takes_categories() const override { return true; }

 private:
  Evidence compare_numbers(const NumberSamples& samples) const override { return {.statistic = formula_(bins_of(samples, bins_))}; }
  Evidence compare_categories(const CategorySamples& samples) const override { return {.statistic = formula_(bins_of(samples))}; }

  Formula formula_;
  std::uint64_t bins_;
};

struct ByName {
  const char* name;
  const char* summary;
  const char* paper;
  const char* chance;  // what it comes to where nothing changed
};

constexpr const char* kLin = "Lin, Divergence measures based on the Shannon entropy, IEEE Trans. Information Theory 37, 1991";
constexpr const char* kKullback = "Kullback & Leibler, On information and sufficiency, Ann. Math. Stat. 22, 1951";
constexpr const char* kGibbs = "Gibbs & Su, On choosing and bounding probability metrics, Int. Statistical Review 70, 2002";

config::Facts facts_of(const ByName& what) {
  return {.name = what.name,
          .summary = what.summary,
          .paper = what.paper,
          .guarantee = std::string("heuristic: a distance, no error rate; without any change it comes out near ") + what.chance +
                       ", so small windows cry wolf",
          .cost = "15 ns a number, 20 ns a category; 8 bytes a reference value or 4 a category for each window"};
}

/// A parameter struct for each default bound.
template <double Above>
struct ShareDistanceParameters {
  double above = Above;
  std::int64_t bins = 10;
};

template <double Above>
void declare(config::Catalogue<ComparisonPointer>& catalogue, const ByName& what, Formula formula) {
  using Parameters = ShareDistanceParameters<Above>;
  const auto declaration = config::Declaration<Parameters>(what.summary)
                               .optional("above", &Parameters::above, distance_bound(), kDistanceBoundDoc)
                               .optional("bins", &Parameters::bins, bin_count(), kBinsDoc);
  catalogue.add(facts_of(what), declaration, [formula](const Parameters& parameters) -> ComparisonPointer {
    return std::make_unique<ShareDistance>(formula, parameters.above, parameters.bins);
  });
}

struct LInfinityParameters {
  double above = 0.1;
};

}  // namespace

double jensen_shannon_distance(const Bins& bins) {
  double divergence = 0;
  for_each_share(bins, [&](double p, double q) {
    const double middle = (p + q) / 2;
    divergence += (information(p, middle) + information(q, middle)) / 2;
  });
  return std::sqrt(std::clamp(divergence, 0.0, 1.0));
}

double kullback_leibler_divergence(const Bins& bins) {
  double divergence = 0;
  for_each_smoothed_share(bins, [&](double p, double q) { divergence += information(q, p); });
  return std::max(divergence * std::numbers::ln2, 0.0);
}

double hellinger_distance(const Bins& bins) {
  double square = 0;  // not 1 - sum sqrt(p q): that loses half its digits where the shares are close
  for_each_share(bins, [&](double p, double q) {
    const double difference = std::sqrt(p) - std::sqrt(q);
    square += difference * difference / 2;
  });
  return std::min(std::sqrt(square), 1.0);
}

double total_variation_distance(const Bins& bins) {
  double distance = 0;
  for_each_share(bins, [&](double p, double q) { distance += std::abs(p - q) / 2; });
  return std::min(distance, 1.0);
}

double largest_share_change(const Bins& bins) {
  double largest = 0;
  for_each_share(bins, [&](double p, double q) { largest = std::max(largest, std::abs(p - q)); });
  return largest;
}

void declare_jensen_shannon(config::Catalogue<ComparisonPointer>& catalogue) {
  declare<0.19>(catalogue,
                {.name = "jensen_shannon",
                 .summary = "Jensen-Shannon distance to base 2 between the shares of a few bins or of all categories, 0 to 1",
                 .paper = kLin,
                 .chance = "sqrt((bins - 1) (1 / reference size + 1 / window size) / 5.5)"},
                jensen_shannon_distance);
}

void declare_kl(config::Catalogue<ComparisonPointer>& catalogue) {
  declare<0.1>(catalogue,
               {.name = "kl",
                .summary = "Kullback-Leibler divergence of the window from the reference, in nats, over a few bins or all categories",
                .paper = kKullback,
                .chance = "(bins - 1) (1 / reference size + 1 / window size) / 2"},
               kullback_leibler_divergence);
}

void declare_hellinger(config::Catalogue<ComparisonPointer>& catalogue) {
  declare<0.16>(catalogue,
                {.name = "hellinger",
                 .summary = "Hellinger distance between the shares of a few bins or of all categories, 0 to 1",
                 .paper = kGibbs,
                 .chance = "sqrt((bins - 1) (1 / reference size + 1 / window size) / 8)"},
                hellinger_distance);
}

void declare_total_variation(config::Catalogue<ComparisonPointer>& catalogue) {
  declare<0.15>(catalogue,
                {.name = "total_variation",
                 .summary = "total variation distance: the share of the values that moved to another bin or category, 0 to 1",
                 .paper = kGibbs,
                 .chance = "0.4 sqrt((bins - 1) (1 / reference size + 1 / window size))"},
                total_variation_distance);
}

void declare_l_infinity(config::Catalogue<ComparisonPointer>& catalogue) {
  const ByName what{.name = "l_infinity",
                    .summary = "the largest change of any one category's share, 0 to 1",
                    .paper = kGibbs,
                    .chance = "sqrt(p (1 - p) (1 / reference size + 1 / window size)), p the largest share"};
  const auto declaration = config::Declaration<LInfinityParameters>(what.summary)
                               .optional("above", &LInfinityParameters::above, distance_bound(), kDistanceBoundDoc);
  catalogue.add(facts_of(what), declaration, [](const LInfinityParameters& parameters) -> ComparisonPointer {
    return std::make_unique<ShareDistance>(largest_share_change, parameters.above, 0);
  });
}

}  // namespace driftd::detectors
