#pragma once

// The journal of a replay: the same bytes at the same kind of positions, in memory. Chunks that nobody can ask for any more are let go.

#include <cstddef>
#include <deque>
#include <memory>
#include <span>
#include <vector>

#include "daemon/engine/rows.h"

namespace driftd::replay {

class MemoryLog : public engine::Rows {
 public:
  /// Where the bytes now stand.
  engine::Position append(std::span<const std::byte> bytes);
  /// What append() gave `position` for, and what follows it in its chunk.
  std::span<const std::byte> at(engine::Position position) const override;
  void release_before(engine::Position position);
  engine::Position end() const { return end_; }

 private:
  static constexpr std::size_t kChunk = 1U << 20U;
  struct Chunk {
    engine::Position begin = 0;
    std::size_t used = 0;
    std::vector<double> words;  // doubles, so that features lie aligned
  };
  static std::byte* bytes_of(Chunk& chunk) { return reinterpret_cast<std::byte*>(chunk.words.data()); }

  std::deque<Chunk> chunks_;
  engine::Position end_ = 0;
};

}  // namespace driftd::replay
