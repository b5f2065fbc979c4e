#include "updaters/strategies/replayed_rows.h"

#include <fmt/format.h>

#include <algorithm>

#include "detectors/stats/seeded_random.h"

namespace driftd::updaters {
namespace {

constexpr std::uint64_t kMostRead = 1ULL << 26U;  // of rows that are drawn: more than any settings make
constexpr std::uint64_t kMostAmong = 1ULL << 36U;

std::uint64_t most_of(const DataWindow& among) {
  return among.size() / 2;
}

}  // namespace

ReplayedRows replayed_from(const DataWindow& among, std::uint64_t wanted) {
  const std::uint64_t rows = std::min(wanted, most_of(among));
  return rows == 0 ? ReplayedRows{} : ReplayedRows{.among = among, .rows = rows};
}

ReplayedRows cut_off(ReplayedRows replayed, std::uint64_t end) {
  if (replayed.rows == 0 || replayed.among.to <= end) return replayed;
  replayed.among.to = std::max(replayed.among.from, end);
  replayed.rows = std::min(replayed.rows, most_of(replayed.among));
  return replayed.rows == 0 ? ReplayedRows{} : replayed;
}

std::vector<std::uint64_t> draw(const ReplayedRows& replayed) {
  std::vector<std::uint64_t> indices;
  indices.reserve(replayed.rows);
  const std::uint64_t seed = detectors::mixed(replayed.seed);
  const auto begin_of = [&](std::uint64_t part) { return replayed.among.from + part * replayed.among.size() / replayed.rows; };
  for (std::uint64_t part = 0; part < replayed.rows; ++part) {
    const std::uint64_t begin = begin_of(part);
    indices.push_back(begin + detectors::mixed(seed + part) % (begin_of(part + 1) - begin));
  }
  return indices;
}

std::string text_of(const ReplayedRows& replayed) {
  if (replayed.rows == 0) return {};
  return fmt::format("with {} of the {} rows before them", replayed.rows, replayed.among.size());
}

void save(const ReplayedRows& replayed, detectors::StateWriter& state) {
  for (const auto value : {replayed.among.from, replayed.among.to, replayed.rows, replayed.seed}) state.put(value);
}

void load(ReplayedRows& replayed, detectors::StateReader& state) {
  for (auto* value : {&replayed.among.from, &replayed.among.to, &replayed.rows, &replayed.seed}) state.get(*value);
  const bool ordered = replayed.among.from <= replayed.among.to && replayed.among.size() <= kMostAmong;
  if (ordered && replayed.rows <= std::min(most_of(replayed.among), kMostRead)) return;
  replayed = {};
  state.fail();
}

}  // namespace driftd::updaters
