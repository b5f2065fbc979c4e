#include "detectors/stream/e_detector.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace driftd::detectors {

namespace {

constexpr std::uint8_t kFormat = 1;
constexpr double kThreshold = 1;  // false alarm
constexpr double kWarning = 0.1;
constexpr std::array kEffects{0.3, 0.6, 1.2};              // on the log-odds
constexpr std::array kStepsOfRanks{0.25, 0.5, 0.75, 0.9};  // where the values are told apart finely
constexpr std::array kDoubts{-1.0, 0.0, 1.0};              // of a border between two values, in its standard errors on the log-odds
constexpr std::size_t kFewBorders = 8;

double logistic(double log_odds) {
  return 1 / (1 + std::exp(-log_odds));
}
double log_odds(double share) {
  return std::log(share / (1 - share));
}

/// The ranks at which steps are looked for. Between few distinct values a step can lie at their borders only.
std::vector<double> cuts_for(std::span<const double> borders, std::size_t training) {
  if (borders.size() > kFewBorders) return {kStepsOfRanks.begin(), kStepsOfRanks.end()};
  std::vector<double> cuts;
  for (const double border : borders) {
    const double standard_error = 1 / std::sqrt(static_cast<double>(training) * border * (1 - border));
    for (const double doubt : kDoubts) cuts.push_back(logistic(log_odds(border) + doubt * standard_error));
  }
  return cuts;
}

}  // namespace

EDetector::EDetector(EvidenceSum sum, const EDetectorParameters& parameters)
    : sum_(sum), parameters_(parameters), allowance_(1 / parameters.per) {
  training_.reserve(training_size());
}

std::size_t EDetector::training_size() const {
  return static_cast<std::size_t>(std::clamp<std::int64_t>(parameters_.reference / 5, 20, 200));
}

std::size_t EDetector::update(std::span<const double> values) {
  if (level_ == Level::drift) return 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!is_in(Domain::numbers, values[i])) {
      ++skipped_;
      continue;
    }
    ++count_;
    if (count_ <= static_cast<std::uint64_t>(parameters_.reference)) {
      learn(values[i]);
      continue;
    }
    judge(ranks_.rank(values[i]));
    if (level_ == Level::drift) return i + 1;
  }
  return values.size();
}

void EDetector::learn(double value) {
  if (count_ > training_size()) {
    ranks_.rank(value);
  } else {
    training_.push_back(value);
    if (count_ == training_size()) {
      ranks_ = ConformalRanks(training_, static_cast<std::uint64_t>(parameters_.seed));
      training_.clear();
      place_bets();
    }
  }
  evidence_ += allowance_;
  if (count_ < static_cast<std::uint64_t>(parameters_.reference)) return;
  level_ = Level::stable;
  evidence_ = std::min(evidence_, kWarning);
  for (Fortune& fortune : fortunes_) fortune = {.sum = evidence_, .largest = 1, .began = count_};
}

void EDetector::place_bets() {
  bets_.clear();
  const auto add = [&](double cut, double effect) {
    const double above = logistic(log_odds(1 - cut) + effect);
    bets_.push_back({.cut = cut, .below = (1 - above) / cut, .above = above / (1 - cut)});
  };
  for (const double cut : cuts_for(ranks_.borders(), training_size())) {
    for (const double effect : kEffects) {
      if (parameters_.side != Side::down) add(cut, effect);
      if (parameters_.side != Side::up) add(cut, -effect);
    }
  }
  fortunes_.assign(bets_.size(), {});
}

void EDetector::judge(double rank) {
  double total = 0;
  for (std::size_t i = 0; i < bets_.size(); ++i) {
    const double factor = rank < bets_[i].cut ? bets_[i].below : bets_[i].above;
    Fortune& fortune = fortunes_[i];
    fortune.sum = (sum_ == EvidenceSum::shiryaev_roberts ? fortune.sum + allowance_ : std::max(fortune.sum, allowance_)) * factor;
    if (fortune.largest < 1) {
      fortune.largest = 1;
      fortune.began = count_ - 1;
    }
    fortune.largest *= factor;
    total += fortune.sum;
  }
  evidence_ = total / static_cast<double>(bets_.size());
  level_ = evidence_ >= kThreshold ? Level::drift : evidence_ >= kWarning ? Level::warning : Level::stable;
}

const EDetector::Fortune& EDetector::leading() const {
  return *std::ranges::max_element(fortunes_, {}, &Fortune::largest);
}

Signal EDetector::signal() const {
  Signal signal{.level = level_, .window = count_};
  if (level_ == Level::learning) return signal;
  signal.statistic = evidence_;
  signal.threshold = kThreshold;
  if (level_ != Level::drift) return signal;
  signal.since_change = count_ - leading().began;
  const Bet& bet = bets_[static_cast<std::size_t>(&leading() - fortunes_.data())];
  signal.direction = bet.above > bet.below ? Direction::up : Direction::down;
  return signal;
}

void EDetector::reset() {
  const double allowance = allowance_;
  *this = EDetector(sum_, parameters_);
  allowance_ = allowance;
}

void EDetector::save(StateWriter& state) const {
  state.put(kFormat);
  state.put(skipped_);
  state.put(level_);
  state.put(count_);
  state.put(training_);
  ranks_.save(state);
  state.put(evidence_);
  state.put(static_cast<std::uint64_t>(bets_.size()));
  for (std::size_t i = 0; i < bets_.size(); ++i) {
    state.put(bets_[i].cut);
    state.put(bets_[i].below);
    state.put(bets_[i].above);
    state.put(fortunes_[i].sum);
    state.put(fortunes_[i].largest);
    state.put(fortunes_[i].began);
  }
}

void EDetector::load(StateReader& state) {
  constexpr std::size_t kMostBets = 2 * kEffects.size() * std::max(kFewBorders * kDoubts.size(), kStepsOfRanks.size());
  reset();
  if (state.get<std::uint8_t>() != kFormat) state.fail();
  state.get(skipped_);
  state.get(level_);
  state.get(count_);
  state.get(training_);
  ranks_.load(state);
  state.get(evidence_);
  const std::uint64_t bets = state.get_count();
  if (bets > kMostBets) state.fail();
  bool whole = level_ <= Level::drift && training_.size() < training_size() &&
               std::ranges::all_of(training_, [](double value) { return is_in(Domain::numbers, value); }) && std::isfinite(evidence_);
  for (std::uint64_t i = 0; i < bets && !state.failed(); ++i) {
    Bet& bet = bets_.emplace_back();
    Fortune& fortune = fortunes_.emplace_back();
    state.get(bet.cut);
    state.get(bet.below);
    state.get(bet.above);
    state.get(fortune.sum);
    state.get(fortune.largest);
    state.get(fortune.began);
    whole = whole && bet.below > 0 && bet.above > 0 && std::isfinite(bet.below + bet.above) && fortune.sum >= 0 && fortune.largest >= 0 &&
            std::isfinite(fortune.sum + fortune.largest) && fortune.began <= count_;
  }
  if (level_ != Level::learning && bets_.empty()) whole = false;
  if (!state.failed() && whole) return;
  state.fail();
  reset();
}

void declare_e_detectors(config::Catalogue<StreamDetectorPointer>& catalogue) {
  using Parameters = EDetectorParameters;
  const auto declaration =
      config::Declaration<Parameters>("e-detector")
          .optional("reference", &Parameters::reference, config::integer({.min = 100, .max = 10'000'000}),
                    "values that are learnt from before any is judged")
          .optional("per", &Parameters::per, config::number({.min = 100, .max = 1e12}), "values in which one false alarm may be expected")
          .optional("side", &Parameters::side, config::one_of<Side>({{"both", Side::both}, {"up", Side::up}, {"down", Side::down}}),
                    "whether rises, falls or both are alarms")
          .optional("seed", &Parameters::seed, config::integer({.min = 0}), "of the ranks of ties");
  const auto add = [&](const char* name, EvidenceSum sum, const char* summary) {
    catalogue.add({.name = name,
                   .summary = summary,
                   .paper = "Shin, Ramdas & Rinaldo, E-detectors: a nonparametric framework for sequential change detection, NEJSDS 2023; "
                            "Vovk et al., Retrain or not retrain, COPA 2021",
                   .guarantee = "guaranteed: for exchangeable values of whatever distribution, the mean number of values to a false alarm "
                                "is at least `per`, the reference's own chance included",
                   .cost = "about 30 ns a value of errors; under 4 kB"},
                  declaration,
                  [sum](const Parameters& parameters) -> StreamDetectorPointer { return std::make_unique<EDetector>(sum, parameters); });
  };
  add("e_sr", EvidenceSum::shiryaev_roberts,
      "bets against the values' ranks, begun at every moment and summed: a stated number of values between false alarms");
  add("e_cusum", EvidenceSum::cusum,
      "bets against the values' ranks, begun anew wherever they had lost: a stated number of values between false alarms");
}

}  // namespace driftd::detectors
