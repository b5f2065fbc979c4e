#include "detectors/stream/seed.h"

#include <algorithm>
#include <cmath>
#include <optional>

namespace driftd::detectors {

namespace {

constexpr std::size_t kMostBlocks = 1'024;

}  // namespace

SeedMethod::SeedMethod(const Parameters& parameters)
    : delta_(parameters.delta),
      block_(static_cast<std::uint32_t>(parameters.block)),
      epsilon_step_(parameters.epsilon * parameters.alpha),
      compress_every_(static_cast<std::uint32_t>(parameters.compress_every)) {}

inline void SeedMethod::take(State& state, double value) {
  if (state.width == 0 || state.in_block == block_) open_block(state);
  const auto before = static_cast<double>(state.width);
  if (state.width > 0) {
    const double deviation = value - state.total / before;
    state.sum_of_squares += before * deviation * deviation / (before + 1);
  }
  state.total += value;
  ++state.width;
  blocks_.back().size += 1;
  blocks_.back().total += value;
  if (++state.in_block < block_ || blocks_.size() < 2) return;
  state.level = has_cut(state) ? Level::drift : Level::stable;
}

void SeedMethod::open_block(State& state) {
  if (blocks_.size() > 1 && state.since_compression > compress_every_) {
    state.since_compression = 0;
    join_alike();
  }
  if (blocks_.size() == kMostBlocks) join_all();
  if (state.width > 0) ++state.since_compression;
  blocks_.emplace_back();
  state.in_block = 0;
}

void SeedMethod::join_alike() {
  double epsilon = 0;
  std::size_t kept = blocks_.size() - 1;  // the joined blocks gather at the end
  for (std::size_t i = blocks_.size() - 1; i-- > 0;) {
    epsilon += epsilon_step_;
    const Block older = blocks_[i];
    Block& newer = blocks_[kept];
    if (std::abs(older.total / older.size - newer.total / newer.size) < epsilon) {
      newer.size += older.size;
      newer.total += older.total;
    } else {
      blocks_[--kept] = older;
    }
  }
  blocks_.erase(blocks_.begin(), blocks_.begin() + static_cast<std::ptrdiff_t>(kept));
}

void SeedMethod::join_all() {
  for (std::size_t i = 0; i < blocks_.size() / 2; ++i) {
    const Block older = blocks_[2 * i];
    const Block newer = blocks_[2 * i + 1];
    blocks_[i] = {.size = older.size + newer.size, .total = older.total + newer.total};
  }
  blocks_.resize(blocks_.size() / 2);
}

/// Calls visit(difference, under_root, rest, n1), the bound being sqrt(under_root) + rest, for each border, newest first, until it returns
/// true.
template <class Visitor>
void SeedMethod::visit_cuts(const State& state, Visitor visit) const {
  const auto width = static_cast<double>(state.width);
  const double d = std::log(2 * std::log(width) / delta_);
  const double variance = state.sum_of_squares / width;
  double newer = 0;
  double newer_total = 0;
  double older = width;
  double older_total = state.total;
  for (std::size_t i = blocks_.size(); i-- > 1;) {
    newer += blocks_[i].size;
    older -= blocks_[i].size;
    newer_total += blocks_[i].total;
    older_total -= blocks_[i].total;
    const double m = 1 / older + 1 / newer;
    if (visit(newer_total / newer - older_total / older, 2 * m * variance * d, 2.0 / 3.0 * d * m, newer)) return;
  }
}

bool SeedMethod::has_cut(const State& state) const {
  bool found = false;
  visit_cuts(state, [&found](double difference, double under_root, double rest, double) {
    // Most borders are nowhere near, which needs no root to see.
    found = difference * difference > under_root * (1 - 1e-9) && std::abs(difference) > std::sqrt(under_root) + rest;
    return found;
  });
  return found;
}

Signal SeedMethod::signal(const State& state) const {
  Signal signal{.level = state.level, .window = state.width};
  if (state.level == Level::learning) return signal;
  std::optional<Cut> nearest;
  visit_cuts(state, [&nearest](double difference, double under_root, double rest, double newer) {
    const Cut cut{.difference = difference, .bound = std::sqrt(under_root) + rest, .newer = newer};
    if (!nearest || std::abs(cut.difference) * nearest->bound > std::abs(nearest->difference) * cut.bound) nearest = cut;
    return std::abs(cut.difference) > cut.bound;
  });
  if (!nearest) return signal;
  signal.statistic = std::abs(nearest->difference);
  signal.threshold = nearest->bound;
  signal.since_change = static_cast<std::uint64_t>(nearest->newer);
  if (state.level == Level::drift) signal.direction = nearest->difference > 0 ? Direction::up : Direction::down;
  return signal;
}

void SeedMethod::save(StateWriter& state) const {
  state.put(static_cast<std::uint64_t>(blocks_.size()));
  for (const Block& block : blocks_) {
    state.put(block.size);
    state.put(block.total);
  }
}

void SeedMethod::load(StateReader& state) {
  clear();
  const std::uint64_t blocks = state.get_count();
  if (blocks > kMostBlocks) state.fail();
  for (std::uint64_t i = 0; i < blocks && !state.failed(); ++i) {
    const auto size = state.get<double>();
    const auto total = state.get<double>();
    if (!(size >= 1) || !std::isfinite(total)) return state.fail();
    blocks_.push_back({.size = size, .total = total});
  }
}

bool SeedMethod::is_whole(const State& state) const {
  double held = 0;
  for (const Block& block : blocks_) held += block.size;
  const bool filling = blocks_.empty() ? state.in_block == 0 : state.in_block == blocks_.back().size && state.in_block <= block_;
  return held == static_cast<double>(state.width) && filling && std::isfinite(state.total) && std::isfinite(state.sum_of_squares) &&
         state.sum_of_squares >= 0 && (state.level == Level::learning || (blocks_.size() > 1 && state.width > block_));
}

template class SteppingDetector<SeedMethod>;

void declare_seed(config::Catalogue<StreamDetectorPointer>& catalogue) {
  using Parameters = SeedParameters;
  const auto declaration =
      config::Declaration<Parameters>("comparison of older and newer blocks")
          .optional("delta", &Parameters::delta, config::number({.above = 0, .below = 1}),
                    "confidence of a cut: smaller means fewer false alarms and later true ones")
          .optional("block", &Parameters::block, config::integer({.min = 2, .max = 1'000'000}),
                    "values of a block: a cut is looked for when one is full")
          .optional("epsilon", &Parameters::epsilon, config::number({.min = 0, .max = 1e100}),
                    "difference of means, in the unit of the values, below which blocks are joined")
          .optional("alpha", &Parameters::alpha, config::number({.min = 0, .max = 1e100}),
                    "by how many epsilons that difference grows with each block back in time")
          .optional("compress_every", &Parameters::compress_every, config::integer({.min = 1, .max = 512}), "join blocks every so many");
  catalogue.add(
      {.name = "seed",
       .summary = "the mean of the newest blocks differs from that of the older ones",
       .paper = "Huang, Koh, Dobbie & Pears, Detecting volatility shift in data streams, ICDM 2014",
       .guarantee =
           "heuristic; measured with its defaults on 1,000,000 unchanging 0/1 values: 3 false alarms at a rate of .05, 8 at .2, 4 at .5",
       .cost = "about 14 ns a value; 16 bytes a block, at most 16 kB"},
      declaration, [](const Parameters& parameters) -> StreamDetectorPointer { return std::make_unique<Seed>(parameters); });
}

}  // namespace driftd::detectors
