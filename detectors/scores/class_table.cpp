#include "detectors/scores/class_table.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "config/assertion.h"

namespace driftd::detectors {

void ClassTable::add(double predicted, double truth) {
  const bool right = predicted == truth;
  if (ClassCounts* actual = row(truth)) {
    ++actual->actual;
    if (right) ++actual->true_positives;
  }
  if (ClassCounts* said = row(predicted)) ++said->predicted;
  if (keep_confusions_ && !cells_overflowed_ && !right) confuse({.truth = truth, .predicted = predicted, .count = 1});
}

ClassCounts* ClassTable::row(double code) {
  const auto found = std::ranges::lower_bound(rows_, code, {}, &ClassCounts::code);
  if (found != rows_.end() && found->code == code) return &*found;
  if (rows_.size() == kMostClasses) {
    overflowed_ = true;
    return nullptr;
  }
  return &*rows_.insert(found, {.code = code});
}

/// Once there are too many pairs none is kept: half of them would be mistaken for all.
void ClassTable::confuse(const Cell& cell) {
  const auto key = [](const Cell& one) { return std::pair(one.truth, one.predicted); };
  const auto found = std::ranges::lower_bound(cells_, key(cell), {}, key);
  if (found != cells_.end() && key(*found) == key(cell)) {
    found->count += cell.count;
  } else if (cells_.size() < kMostConfusions) {
    cells_.insert(found, cell);
  } else {
    cells_overflowed_ = true;
    cells_.clear();
  }
}

void ClassTable::merge(const ClassTable& other) {
  DRIFTD_ASSERT(other.keep_confusions_ == keep_confusions_);
  overflowed_ = overflowed_ || other.overflowed_;
  for (const ClassCounts& theirs : other.rows_) {
    ClassCounts* ours = row(theirs.code);
    if (ours == nullptr) continue;
    ours->true_positives += theirs.true_positives;
    ours->predicted += theirs.predicted;
    ours->actual += theirs.actual;
  }
  if (other.cells_overflowed_) {
    cells_overflowed_ = true;
    cells_.clear();
  }
  for (const Cell& cell : other.cells_) {
    if (!cells_overflowed_) confuse(cell);
  }
}

void ClassTable::clear() {
  overflowed_ = false;
  cells_overflowed_ = false;
  rows_.clear();
  cells_.clear();
}

std::size_t ClassTable::place(double code) const {
  return static_cast<std::size_t>(std::ranges::lower_bound(rows_, code, {}, &ClassCounts::code) - rows_.begin());
}

std::optional<std::vector<Confusion>> ClassTable::confusions() const {
  std::vector<Confusion> made;
  if (overflowed_) return std::nullopt;
  if (rows_.size() <= 2) {
    for (std::size_t truth = 0; truth < rows_.size(); ++truth) {
      const std::uint64_t missed = rows_[truth].actual - rows_[truth].true_positives;
      if (missed > 0) made.push_back({.truth = truth, .predicted = 1 - truth, .count = missed});
    }
    return made;
  }
  if (!keep_confusions_ || cells_overflowed_) return std::nullopt;
  for (const Cell& cell : cells_) made.push_back({.truth = place(cell.truth), .predicted = place(cell.predicted), .count = cell.count});
  return made;
}

void ClassTable::save(StateWriter& state) const {
  state.put(keep_confusions_);
  state.put(cells_overflowed_);
  state.put(overflowed_);
  state.put(static_cast<std::uint64_t>(rows_.size()));
  for (const ClassCounts& row : rows_) {
    state.put(row.code);
    state.put(row.true_positives);
    state.put(row.predicted);
    state.put(row.actual);
  }
  state.put(static_cast<std::uint64_t>(cells_.size()));
  for (const Cell& cell : cells_) {
    state.put(cell.truth);
    state.put(cell.predicted);
    state.put(cell.count);
  }
}

void ClassTable::load(StateReader& state) {
  clear();
  const bool same = state.get<std::uint8_t>() == static_cast<std::uint8_t>(keep_confusions_);
  const auto cells_overflowed = state.get<std::uint8_t>();
  const auto overflowed = state.get<std::uint8_t>();
  const std::uint64_t rows = state.get_count();
  if (!same || cells_overflowed > 1 || overflowed > 1 || rows > kMostClasses) state.fail();
  for (std::uint64_t i = 0; !state.failed() && i < rows; ++i) {
    ClassCounts& row = rows_.emplace_back();
    state.get(row.code);
    state.get(row.true_positives);
    state.get(row.predicted);
    state.get(row.actual);
  }
  const std::uint64_t cells = state.get_count();
  if (cells > (keep_confusions_ && cells_overflowed == 0 ? kMostConfusions : 0)) state.fail();
  for (std::uint64_t i = 0; !state.failed() && i < cells; ++i) {
    Cell& cell = cells_.emplace_back();
    state.get(cell.truth);
    state.get(cell.predicted);
    state.get(cell.count);
  }
  cells_overflowed_ = cells_overflowed == 1;
  overflowed_ = overflowed == 1;
  if (state.failed() || makes_sense()) return;
  state.fail();
}

bool ClassTable::makes_sense() const {
  std::uint64_t predicted = 0;
  std::uint64_t actual = 0;
  for (const ClassCounts& row : rows_) {
    predicted += row.predicted;
    actual += row.actual;
  }
  if (!overflowed_ && predicted != actual) return false;
  if (!overflowed_ && rows_.size() == 1 && rows_[0].true_positives != actual) return false;
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    const ClassCounts& row = rows_[i];
    if (!std::isfinite(row.code) || (i > 0 && rows_[i - 1].code >= row.code)) return false;
    if (row.true_positives > std::min(row.predicted, row.actual)) return false;
  }
  for (std::size_t i = 0; i < cells_.size(); ++i) {
    const Cell& cell = cells_[i];
    if (cell.truth == cell.predicted || cell.count == 0 || !std::isfinite(cell.truth) || !std::isfinite(cell.predicted)) return false;
    if (i > 0 && std::pair(cells_[i - 1].truth, cells_[i - 1].predicted) >= std::pair(cell.truth, cell.predicted)) return false;
    if (overflowed_) continue;
    const std::size_t truth = place(cell.truth);
    const std::size_t said = place(cell.predicted);
    if (truth == rows_.size() || said == rows_.size() || rows_[truth].code != cell.truth || rows_[said].code != cell.predicted)
      return false;
  }
  return true;
}

}  // namespace driftd::detectors
