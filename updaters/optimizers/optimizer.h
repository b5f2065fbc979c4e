#pragma once

// An optimiser turns gradients into steps. What it remembers lies beside the weights, so that training can be continued where it stopped:
//
//   state of n weights = slots() x n numbers, slot by slot, and last the steps taken: state_size(n) numbers, zeros before the first step.
//
// The steps taken are counted for all weights together, as papers and peers count them; schedules and bias corrections go by them.
// An optimiser itself is constant: one serves any number of weights and threads.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include "config/catalogue.h"

namespace driftd::updaters {

/// Where a step goes: values for the first weights, and for some others by their place. One row of a linear model is one: its numbers, and
/// what is on of its categories and words, and the bias.
struct Direction {
  std::span<const double> head;           // of weights 0, 1, ...
  std::span<const std::uint32_t> places;  // distinct, and none of the head's
  std::span<const double> values;         // one a place
};

class Optimizer {
 public:
  virtual ~Optimizer() = default;

  /// Numbers that are kept a weight, beside the weight.
  virtual std::size_t slots() const = 0;
  std::size_t state_size(std::size_t weights) const { return slots() * weights + 1; }

  /// One step on `weights` (n) against `gradient` (n), finite, the mean over a mini-batch. `state` has state_size(n) numbers.
  virtual void step(std::span<double> weights, std::span<const double> gradient, std::span<double> state) const = 0;
  /// One step where the gradient is `factor` times `direction`. Weights that the direction does not name stay, and so does what is
  /// kept of them: momentum moves a weight only while it is on (PyTorch's SparseAdam does the same).
  virtual void step_along(std::span<double> weights, const Direction& direction, double factor, std::span<double> state) const = 0;
  /// One step on weights[places[i]] against gradient[i].
  void step_at(std::span<double> weights, std::span<const std::uint32_t> places, std::span<const double> gradient,
               std::span<double> state) const {
    step_along(weights, {.head = {}, .places = places, .values = gradient}, 1, state);
  }

  /// Lets an optimiser that goes by the size of the inputs see a row before it is answered; the weights may shrink.
  virtual void see(std::span<double> /*weights*/, const Direction& /*inputs*/, std::span<double> /*state*/) const {}

  /// Changes between the weights that learn and those that answer, where these are two (averaging): before the first step of a training
  /// and after its last. The others lie in the state meanwhile.
  virtual void exchange(std::span<double> /*weights*/, std::span<double> /*state*/) const {}
};

using OptimizerPointer = std::unique_ptr<Optimizer>;

/// A state of at most this many numbers a weight is read from an artefact.
constexpr std::size_t kMostSlots = 3;

}  // namespace driftd::updaters
