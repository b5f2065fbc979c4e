#pragma once

// The labelled rows that training and gate may draw on, in the order in which their labels came: positions in the journal, not copies.
// Each has an index that never changes: the count of labelled rows before it. Bounded in number and in bytes of journal.

#include <boost/circular_buffer.hpp>
#include <cstdint>
#include <span>
#include <vector>

#include "daemon/engine/event.h"
#include "detectors/state.h"

namespace driftd::engine {

struct Sample {
  Position prediction = 0;
  double label = 0;
  bool operator==(const Sample&) const = default;
};

class Samples {
 public:
  explicit Samples(std::size_t most, std::uint64_t bytes = 8ULL << 30U) : most_(most), bytes_(bytes) {}

  void add(Sample sample);
  /// Rows at these positions, from first to last, are not to be learnt from: they keep their indices and are left out of every range().
  void strike(Position first, Position last);
  /// Indices at hand: [first(), end()).
  std::uint64_t first() const { return first_; }
  std::uint64_t end() const { return first_ + samples_.size(); }
  /// Those of [from, to), as far as they are at hand.
  std::vector<Sample> range(std::uint64_t from, std::uint64_t to) const;
  /// Those of these indices (increasing), as far as they are at hand.
  std::vector<Sample> at(std::span<const std::uint64_t> indices) const;
  /// Those of [from, to) that are not among these indices (increasing).
  std::vector<Sample> range_without(std::uint64_t from, std::uint64_t to, std::span<const std::uint64_t> indices) const;
  /// The smallest position still needed, or `otherwise` where there is none.
  Position oldest(Position otherwise) const;

  /// What another one holds, under this one's bounds.
  void take_over(const Samples& other);

  void save(detectors::StateWriter& state) const;
  void load(detectors::StateReader& state);

 private:
  void drop_oldest();

  std::size_t most_;
  std::uint64_t bytes_;
  std::uint64_t first_ = 0;
  Position newest_ = 0;
  boost::circular_buffer<Sample> samples_;  // grows up to most_, then turns
};

}  // namespace driftd::engine
