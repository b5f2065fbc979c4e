#pragma once

// SEED: ADWIN's comparison of an older with a newer part, on blocks. Values fill blocks of equal size; whenever one is full every border
// between blocks is tried as a cut, the newest first, and drift is where
//
//   |mean(older) - mean(newer)| > sqrt(2 m v d) + 2/3 m d     m = 1/n0 + 1/n1,  d = ln(2 ln(n) / delta)
//
// with n values of variance v, n0 older and n1 newer. So that old times do not cost ever more, every `compress_every` blocks neighbours
// whose means differ by less than epsilon alpha i are joined, i counting from the newest: the older, the coarser.
//
// Huang, Koh, Dobbie & Pears, "Detecting volatility shift in data streams", ICDM 2014.
//
// Agreement: with MOA's SEEDChangeDetector, if that begins anew after each alarm (it keeps the newer part), but for the variance: MOA's
// running formula has the newest value in the mean already from which that value's deviation is taken. Ours is the variance. And
// the blocks are bounded: of 1,024 that will not be joined neighbours are joined all the same.

#include <cstdint>
#include <vector>

#include "config/catalogue.h"
#include "detectors/stream/stepping_detector.h"

namespace driftd::detectors {

struct SeedParameters {
  double delta = 0.05;
  std::int64_t block = 32;
  double epsilon = 0.01;
  double alpha = 0.8;
  std::int64_t compress_every = 75;
};

/// Signal: the two sides of the inequality, at the cut that raised the alarm or, before one, at the cut that comes nearest;
/// since_change the newer part's size.
class SeedMethod {
 public:
  using Parameters = SeedParameters;
  static constexpr Domain kDomain = Domain::numbers;
  static constexpr std::uint8_t kFormat = 1;

  struct State {
    Level level = Level::learning;
    std::uint64_t width = 0;
    double total = 0;
    double sum_of_squares = 0;  // of the deviations from the mean
    std::uint32_t in_block = 0;
    std::uint32_t since_compression = 0;

    static void each(auto& state, auto visit) {
      visit(state.level);
      visit(state.width);
      visit(state.total);
      visit(state.sum_of_squares);
      visit(state.in_block);
      visit(state.since_compression);
    }
  };

  explicit SeedMethod(const Parameters& parameters);

  void take(State& state, double value);
  Signal signal(const State& state) const;
  bool is_whole(const State& state) const;
  void save(StateWriter& state) const;
  void load(StateReader& state);
  void clear() { blocks_.clear(); }

 private:
  struct Block {
    double size = 0;
    double total = 0;
  };
  struct Cut {
    double difference = 0;  // of the newer part's mean from the older's
    double bound = 0;
    double newer = 0;
  };

  void open_block(State& state);
  void join_alike();
  void join_all();
  template <class Visitor>
  void visit_cuts(const State& state, Visitor visit) const;
  bool has_cut(const State& state) const;

  double delta_;
  std::uint32_t block_;
  double epsilon_step_;
  std::uint32_t compress_every_;
  std::vector<Block> blocks_;  // oldest first; the last is filling
};

extern template class SteppingDetector<SeedMethod>;
using Seed = SteppingDetector<SeedMethod>;

void declare_seed(config::Catalogue<StreamDetectorPointer>& catalogue);

}  // namespace driftd::detectors
