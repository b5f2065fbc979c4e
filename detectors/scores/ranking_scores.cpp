#include "detectors/scores/ranking_scores.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <utility>

namespace driftd::detectors {

namespace {

using Relevances = std::span<const double>;

enum class Gain : std::uint8_t { linear, exponential };

struct PlacesParameters {
  std::int64_t k = 10;
};

struct NdcgParameters {
  std::int64_t k = 10;
  Gain gain = Gain::linear;
};

bool is_relevant(double relevance) {
  return relevance > 0;
}

/// Beyond it 2^relevance is no longer a number to be summed.
constexpr double kMostRelevance = 1000;

bool has_score(Relevances relevances) {
  const auto in_bounds = [](double relevance) { return relevance >= 0 && relevance <= kMostRelevance; };
  return std::ranges::all_of(relevances, in_bounds) && std::ranges::any_of(relevances, is_relevant);
}

Relevances first(Relevances relevances, std::int64_t k) {
  return relevances.first(std::min(relevances.size(), static_cast<std::size_t>(k)));
}

double discounted_gain(Relevances relevances, Gain gain) {
  double sum = 0;
  for (std::size_t i = 0; i < relevances.size(); ++i) {
    const double gained = gain == Gain::linear ? relevances[i] : std::exp2(relevances[i]) - 1;
    sum += gained / std::log2(static_cast<double>(i) + 2);
  }
  return sum;
}

class Ndcg final : public RankingScore {
 public:
  explicit Ndcg(const NdcgParameters& parameters) : parameters_(parameters) {}

  std::optional<double> of(Relevances relevances) const override {
    if (!has_score(relevances)) return std::nullopt;
    std::array<double, kMostPlaces> best{};
    const Relevances given = first(relevances, parameters_.k);
    std::ranges::partial_sort_copy(relevances, std::span(best).first(given.size()), std::greater<>());
    return std::min(1.0, discounted_gain(given, parameters_.gain) / discounted_gain(std::span(best).first(given.size()), parameters_.gain));
  }

 private:
  NdcgParameters parameters_;
};

class MeanAveragePrecision final : public RankingScore {
 public:
  explicit MeanAveragePrecision(const PlacesParameters& parameters) : parameters_(parameters) {}

  std::optional<double> of(Relevances relevances) const override {
    if (!has_score(relevances)) return std::nullopt;
    const auto relevant = std::min(std::ranges::count_if(relevances, is_relevant), static_cast<std::ptrdiff_t>(parameters_.k));
    double found = 0;
    double sum = 0;
    double place = 0;
    for (const double relevance : first(relevances, parameters_.k)) {
      ++place;
      if (is_relevant(relevance)) sum += ++found / place;
    }
    return sum / static_cast<double>(relevant);
  }

 private:
  PlacesParameters parameters_;
};

class HitRate final : public RankingScore {
 public:
  explicit HitRate(const PlacesParameters& parameters) : parameters_(parameters) {}

  using RankingScore::interval;

  std::optional<double> of(Relevances relevances) const override {
    if (!has_score(relevances)) return std::nullopt;
    return std::ranges::any_of(first(relevances, parameters_.k), is_relevant) ? 1 : 0;
  }

  std::optional<Interval> interval(const MeanSum& events, double level) const override {
    if (events.count == 0) return std::nullopt;
    return wilson(events.mean(), static_cast<double>(events.count), level);
  }

 private:
  PlacesParameters parameters_;
};

class ReciprocalRank final : public RankingScore {
 public:
  explicit ReciprocalRank(const PlacesParameters& parameters) : parameters_(parameters) {}

  std::optional<double> of(Relevances relevances) const override {
    if (!has_score(relevances)) return std::nullopt;
    const Relevances given = first(relevances, parameters_.k);
    const auto found = std::ranges::find_if(given, is_relevant);
    return found == given.end() ? 0 : 1 / static_cast<double>(found - given.begin() + 1);
  }

 private:
  PlacesParameters parameters_;
};

template <class Parameters>
config::Declaration<Parameters> places_declaration(const std::string& summary) {
  return config::Declaration<Parameters>(summary).optional(
      "k", &Parameters::k, config::integer({.min = 1, .max = RankingScore::kMostPlaces}), "so many places count");
}

constexpr auto kCost = "a few ns a candidate; 24 bytes";

template <class Made>
void declare_at_places(config::Catalogue<RankingScorePointer>& catalogue, config::Facts facts) {
  const auto declaration = places_declaration<PlacesParameters>(facts.summary);
  catalogue.add(std::move(facts), declaration,
                [](const PlacesParameters& parameters) -> RankingScorePointer { return std::make_unique<Made>(parameters); });
}

}  // namespace

std::optional<double> RankingScore::value(const MeanSum& events) const {
  if (events.count == 0) return std::nullopt;
  return events.mean();
}

std::optional<Interval> RankingScore::interval(const MeanSum& events, double level) const {
  auto interval = around_mean(events, level);
  if (interval) *interval = {.low = std::max(0.0, interval->low), .high = std::min(1.0, interval->high)};
  return interval;
}

void declare_ndcg(config::Catalogue<RankingScorePointer>& catalogue) {
  config::Facts facts{
      .name = "ndcg",
      .summary =
          "normalised discounted cumulative gain of the first k places: relevance, worth less further down, as a share of the best order's",
      .paper = "Jarvelin & Kekalainen, Cumulated gain-based evaluation of IR techniques, 2002",
      .guarantee = "",
      .cost = "some 10 ns a candidate; 24 bytes"};
  const auto declaration =
      places_declaration<NdcgParameters>(facts.summary)
          .optional("gain", &NdcgParameters::gain, config::one_of<Gain>({{"linear", Gain::linear}, {"exponential", Gain::exponential}}),
                    "linear: the relevance; exponential: 2^relevance - 1");
  catalogue.add(std::move(facts), declaration,
                [](const NdcgParameters& parameters) -> RankingScorePointer { return std::make_unique<Ndcg>(parameters); });
}

void declare_map(config::Catalogue<RankingScorePointer>& catalogue) {
  declare_at_places<MeanAveragePrecision>(catalogue,
                                          {.name = "map",
                                           .summary = "mean average precision of the first k places",
                                           .paper = "Manning, Raghavan & Schutze, Introduction to information retrieval, 2008, section 8.4",
                                           .guarantee = "",
                                           .cost = kCost});
}

void declare_hit_rate(config::Catalogue<RankingScorePointer>& catalogue) {
  declare_at_places<HitRate>(catalogue, {.name = "hit_rate",
                                         .summary = "share of events with something relevant in the first k places",
                                         .paper = "",
                                         .guarantee = "",
                                         .cost = kCost});
}

void declare_mrr(config::Catalogue<RankingScorePointer>& catalogue) {
  declare_at_places<ReciprocalRank>(catalogue, {.name = "mrr",
                                                .summary = "mean of one over the place of the first relevant candidate, 0 beyond place k",
                                                .paper = "Voorhees, The TREC-8 question answering track report, 1999",
                                                .guarantee = "",
                                                .cost = kCost});
}

}  // namespace driftd::detectors
