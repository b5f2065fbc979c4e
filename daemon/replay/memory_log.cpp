#include "daemon/replay/memory_log.h"

#include <algorithm>
#include <cstring>

namespace driftd::replay {

using engine::Position;

Position MemoryLog::append(std::span<const std::byte> bytes) {
  const std::size_t room = chunks_.empty() ? 0 : chunks_.back().words.size() * sizeof(double) - chunks_.back().used;
  if (room < bytes.size()) {
    const std::size_t words = std::max(kChunk, bytes.size()) / sizeof(double) + 1;
    chunks_.push_back({.begin = end_, .used = 0, .words = std::vector<double>(words)});
  }
  Chunk& chunk = chunks_.back();
  std::memcpy(bytes_of(chunk) + chunk.used, bytes.data(), bytes.size());
  const Position position = chunk.begin + chunk.used;
  chunk.used += bytes.size();
  end_ = chunk.begin + chunk.used;
  return position;
}

std::span<const std::byte> MemoryLog::at(Position position) const {
  auto chunk = std::upper_bound(chunks_.begin(), chunks_.end(), position, [](Position p, const Chunk& c) { return p < c.begin; });
  if (chunk == chunks_.begin()) return {};
  --chunk;
  const std::size_t offset = position - chunk->begin;
  if (offset >= chunk->used) return {};
  return std::as_bytes(std::span(chunk->words)).subspan(offset, chunk->used - offset);
}

void MemoryLog::release_before(Position position) {
  while (chunks_.size() > 1 && chunks_[1].begin <= position) chunks_.pop_front();
}

}  // namespace driftd::replay
