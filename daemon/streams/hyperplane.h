#pragma once

// Rotating hyperplane (Hulten, Spencer & Domingos, "Mining time-changing data streams", KDD 2001): d numbers, uniform in [0, 1). The label
// is
//   1 where sum_i w_i x_i >= 1/2 sum_i w_i, else 0
// so that both labels are equally likely whatever the weights. The first few weights wander: each row moves them by `change`, up or down,
// and turns each one's direction round with the probability `reversal`: an incremental drift without an end. Each concept has weights of
// its own, uniform in [0, 1) at the start; a step between concepts is abrupt on top of that.

#include <cstdint>
#include <span>
#include <vector>

#include "config/declaration.h"
#include "daemon/streams/generator.h"

namespace driftd::streams {

struct HyperplaneParameters {
  std::int64_t features = 10;
  std::int64_t wandering = 2;
  double change = 0.001;
  double reversal = 0.1;
};

const config::Declaration<HyperplaneParameters>& hyperplane_declaration();

class Hyperplane final : public Generator {
 public:
  explicit Hyperplane(const HyperplaneParameters& parameters);

  config::Task task() const override { return config::Task::binary; }
  config::Features features() const override;
  void start(std::size_t count, Random& random) override;
  double draw(std::size_t concept_number, Random& random, std::span<double> values) override;
  double best_label(std::size_t concept_number, std::span<const double> values) const override;

 private:
  void wander(Random& random);

  HyperplaneParameters parameters_;
  std::size_t dimensions_;
  std::vector<double> weights_;  // concept by concept, as they were at the start
  std::vector<double> moved_;    // how far the wandering ones have gone since, the same for every concept
  std::vector<double> steps_;    // and where each goes next
};

}  // namespace driftd::streams
