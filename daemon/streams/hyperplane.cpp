#include "daemon/streams/hyperplane.h"

#include "config/assertion.h"

namespace driftd::streams {
namespace {

constexpr std::int64_t kMostFeatures = 1000;

}  // namespace

const config::Declaration<HyperplaneParameters>& hyperplane_declaration() {
  static const auto declaration =
      config::Declaration<HyperplaneParameters>("a hyperplane whose weights wander")
          .optional("features", &HyperplaneParameters::features, config::integer({.min = 1, .max = kMostFeatures}),
                    "how many numbers a row has")
          .optional("wandering", &HyperplaneParameters::wandering, config::integer({.min = 0, .max = kMostFeatures}),
                    "how many of the weights wander")
          .optional("change", &HyperplaneParameters::change, config::number({.min = 0, .max = 1}),
                    "how far a wandering weight moves in one row")
          .optional("reversal", &HyperplaneParameters::reversal, config::number({.min = 0, .max = 1}),
                    "the probability, in one row, that a weight's direction turns round")
          .check([](const HyperplaneParameters& parameters, const std::string& path, config::Problems& problems) {
            if (parameters.wandering > parameters.features) {
              problems.push_back({config::step_into(path, "wandering"), "must be at most \"features\""});
            }
          });
  return declaration;
}

Hyperplane::Hyperplane(const HyperplaneParameters& parameters)
    : parameters_(parameters),
      dimensions_(static_cast<std::size_t>(parameters.features)),
      moved_(dimensions_, 0.0),
      steps_(static_cast<std::size_t>(parameters.wandering), parameters.change) {
  DRIFTD_ASSERT(parameters.features >= 1 && parameters.wandering >= 0 && parameters.wandering <= parameters.features);
}

config::Features Hyperplane::features() const {
  config::Features features(dimensions_);
  for (std::size_t i = 0; i < dimensions_; ++i) features[i].name = "x" + std::to_string(i + 1);
  return features;
}

void Hyperplane::start(std::size_t count, Random& random) {
  weights_.resize(count * dimensions_);
  for (double& weight : weights_) weight = random.uniform();
  for (double& step : steps_) step = random.coin(0.5) ? parameters_.change : -parameters_.change;
}

double Hyperplane::draw(std::size_t concept_number, Random& random, std::span<double> values) {
  wander(random);
  for (double& value : values) value = random.uniform();
  return best_label(concept_number, values);
}

void Hyperplane::wander(Random& random) {
  for (std::size_t i = 0; i < steps_.size(); ++i) {
    moved_[i] += steps_[i];
    if (random.coin(parameters_.reversal)) steps_[i] = -steps_[i];
  }
}

double Hyperplane::best_label(std::size_t concept_number, std::span<const double> values) const {
  DRIFTD_ASSERT(!weights_.empty() && values.size() == dimensions_);
  const std::size_t concepts = weights_.size() / dimensions_;
  const double* const weights = weights_.data() + (concept_number % concepts) * dimensions_;
  double side = 0;  // sum_i w_i (x_i - 1/2)
  for (std::size_t i = 0; i < dimensions_; ++i) side += (weights[i] + moved_[i]) * (values[i] - 0.5);
  return side >= 0 ? 1 : 0;
}

}  // namespace driftd::streams
