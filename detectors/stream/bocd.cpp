#include "detectors/stream/bocd.h"

#include <algorithm>
#include <boost/math/special_functions/gamma.hpp>
#include <cmath>
#include <numbers>

namespace driftd::detectors {

namespace {

constexpr double kPriorValues = 1;        // kappa and alpha before any value
constexpr double kLeastVariance = 1e-90;  // below, squares of what is_usable() would no longer be finite in its units
constexpr double kNoProbability = 1e-30;

bool is_probability(double value) {
  return value >= 0 && value <= 1 + 1e-9;
}

}  // namespace

BocdMethod::Weights BocdMethod::weights_of(double values) const {
  if (model_ == BocdModel::errors) return {.kappa = kPriorValues + values};
  const double kappa = kPriorValues + values;
  const double alpha = kPriorValues + values / 2;
  return {.shrink = kappa / (2 * (kappa + 1)),
          .kappa = kappa,
          .power = alpha + 0.5,
          .log_scale = -std::log(boost::math::tgamma_delta_ratio(alpha, 0.5)) - 0.5 * std::log(2 * std::numbers::pi * (kappa + 1) / kappa)};
}

BocdMethod::BocdMethod(const Parameters& parameters)
    : model_(parameters.model),
      warm_up_(static_cast<std::uint64_t>(parameters.warm_up)),
      hazard_(parameters.hazard),
      threshold_(parameters.threshold),
      runs_(static_cast<std::size_t>(parameters.max_run)),
      log_densities_(runs_.size()) {
  for (std::size_t length = 0; length < runs_.size(); ++length) weights_.push_back(weights_of(static_cast<double>(length)));
}

/// Density of the value, which then belongs to the run.
inline double BocdMethod::log_density(Run& run, const Weights& weights, double value) const {
  const double deviation = value - run.mean;
  if (model_ == BocdModel::errors) {
    double density = 0;
    if (value > 0) density += value * std::log(run.mean);
    if (value < 1) density += (1 - value) * std::log(1 - run.mean);
    run.mean += deviation / (weights.kappa + 1);
    return density;
  }
  const double surprise = std::log(1 + deviation * deviation * weights.shrink / run.beta);
  const double density = weights.log_scale - 0.5 * run.log_beta - weights.power * surprise;
  run.mean += deviation / (weights.kappa + 1);
  run.beta += deviation * deviation * weights.shrink;
  run.log_beta += surprise;
  return density;
}

void BocdMethod::learn(State& state, double value) const {
  const double before = value - state.mean;
  state.mean += before / static_cast<double>(state.count);
  state.sum_of_squares += before * (value - state.mean);
  if (state.count < warm_up_ || !(state.sum_of_squares > 0)) return;
  const double variance = std::max(kLeastVariance, state.sum_of_squares / static_cast<double>(state.count));
  state.prior = {
      .probability = hazard_, .mean = state.mean, .beta = kPriorValues * variance, .log_beta = std::log(kPriorValues * variance)};
  state.oldest = {.probability = 1, .mean = state.mean, .beta = state.prior.beta + state.sum_of_squares / 2, .log_beta = 0};
  state.oldest.log_beta = std::log(state.oldest.beta);
  state.level = Level::stable;
}

void BocdMethod::weigh(State& state, double value) {
  double highest = log_density(state.oldest, weights_of(static_cast<double>(state.count - 1)), value);
  const double oldest = highest;
  for (std::size_t length = 0; length < active_; ++length) {
    if (runs_[length].probability < kNoProbability) continue;
    log_densities_[length] = log_density(runs_[length], weights_[length], value);
    highest = std::max(highest, log_densities_[length]);
  }
  state.oldest.probability *= std::exp(oldest - highest);
  double evidence = state.oldest.probability;
  for (std::size_t length = 0; length < active_; ++length) {
    double& probability = runs_[length].probability;
    probability = probability < kNoProbability ? 0 : probability * std::exp(log_densities_[length] - highest);
    evidence += probability;
  }
  if (!(evidence > 0)) {  // nothing likely explains the value: a new run
    state.oldest.probability = 0;
    evidence = 1;
  }
  const double grown = (1 - hazard_) / evidence;
  state.oldest.probability *= grown;
  if (active_ == runs_.size()) state.oldest.probability += runs_[active_ - 1].probability * grown;
  active_ = std::min(active_ + 1, runs_.size());
  for (std::size_t length = active_ - 1; length > 0; --length) {
    runs_[length] = runs_[length - 1];
    runs_[length].probability *= grown;
  }
  runs_[0] = state.prior;
}

void BocdMethod::judge(State& state) const {
  const auto likelier = [](const Run& left, const Run& right) { return left.probability < right.probability; };
  const auto likeliest = std::max_element(runs_.begin(), runs_.begin() + static_cast<std::ptrdiff_t>(active_), likelier);
  state.likeliest = static_cast<std::uint64_t>(likeliest - runs_.begin());
  state.direction = likeliest->mean >= state.oldest.mean ? Direction::up : Direction::down;
  state.level = 1 - state.oldest.probability > threshold_ ? Level::drift : Level::stable;
}

void BocdMethod::take(State& state, double value) {
  ++state.count;
  if (state.level == Level::learning) return learn(state, value);
  weigh(state, value);
  judge(state);
}

Signal BocdMethod::signal(const State& state) const {
  Signal signal{.level = state.level, .window = state.count};
  if (state.level == Level::learning) return signal;
  signal.statistic = 1 - state.oldest.probability;
  signal.threshold = threshold_;
  signal.since_change = state.likeliest;
  if (state.level == Level::drift) signal.direction = state.direction;
  return signal;
}

void BocdMethod::save(StateWriter& state) const {
  state.put(static_cast<std::uint64_t>(active_));
  for (std::size_t length = 0; length < active_; ++length) Run::each(runs_[length], [&state](double field) { state.put(field); });
}

void BocdMethod::load(StateReader& state) {
  clear();
  const std::uint64_t active = state.get_count();
  if (active > runs_.size()) state.fail();
  for (std::uint64_t i = 0; i < active && !state.failed(); ++i) {
    Run::each(runs_[i], [&state](double& field) { state.get(field); });
    ++active_;
  }
}

bool BocdMethod::is_run(const Run& run) const {
  const bool mean = model_ == BocdModel::errors ? run.mean > 0 && run.mean < 1 : is_in(Domain::numbers, run.mean);
  return is_probability(run.probability) && mean && run.beta >= kLeastVariance && std::isfinite(run.beta) && std::abs(run.log_beta) < 1e3;
}

bool BocdMethod::is_whole(const State& state) const {
  const bool learning = state.level == Level::learning;
  if (learning) return active_ == 0 && std::isfinite(state.mean) && std::isfinite(state.sum_of_squares) && state.sum_of_squares >= 0;
  return state.count >= warm_up_ && active_ <= state.count && state.likeliest <= runs_.size() && state.direction <= Direction::down &&
         is_run(state.prior) && is_run(state.oldest) &&
         std::all_of(runs_.begin(), runs_.begin() + static_cast<std::ptrdiff_t>(active_), [this](const Run& run) { return is_run(run); });
}

template class SteppingDetector<BocdMethod>;

void declare_bocd(config::Catalogue<StreamDetectorPointer>& catalogue) {
  using Parameters = BocdParameters;
  const auto declaration =
      config::Declaration<Parameters>("Bayesian online change point detection")
          .optional("model", &Parameters::model, config::one_of<BocdModel>({{"errors", BocdModel::errors}, {"normal", BocdModel::normal}}),
                    "what values are: \"errors\" lie between 0 and 1, \"normal\" ones are any numbers")
          .optional("warm_up", &Parameters::warm_up, config::integer({.min = 2, .max = 1'000'000'000}),
                    "learn what to expect from this many values, and until two of them differ")
          .optional("hazard", &Parameters::hazard, config::number({.above = 0, .below = 1}), "probability of a change before any value")
          .optional("threshold", &Parameters::threshold, config::number({.above = 0, .below = 1}),
                    "probability of a change that is drift: larger means fewer false alarms and later true ones")
          .optional("max_run", &Parameters::max_run, config::integer({.min = 2, .max = 10'000}),
                    "run lengths that are told apart: a change must show within so many values; each costs about 25 ns a value");
  catalogue.add({.name = "bocd",
                 .summary = "the newest values are more likely to be a new run than to go on with the old one",
                 .paper = "Adams & MacKay, Bayesian online changepoint detection, arXiv:0710.3742, 2007",
                 .guarantee = "heuristic: exact if values are as the model says and the hazard is true; measured with its defaults on "
                              "1,000,000 unchanging 0/1 values: 85 false alarms at a rate of .05, 78 at .2, 81 at .5; from .2 to .3 a "
                              "delay of 760, 28 % missed, for it shows within max_run values or never",
                 .cost = "about 5 us a value; 80 bytes a run length"},
                declaration, [](const Parameters& parameters) -> StreamDetectorPointer { return std::make_unique<Bocd>(parameters); });
}

}  // namespace driftd::detectors
