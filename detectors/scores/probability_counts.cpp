#include "detectors/scores/probability_counts.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace driftd::detectors {

namespace {

using Row = ProbabilityCounts::Row;

constexpr int kMantissaBits = 8;

double with_fewer_bits(double value) {
  constexpr int kDropped = std::numeric_limits<double>::digits - 1 - kMantissaBits;
  return std::bit_cast<double>(std::bit_cast<std::uint64_t>(value) >> kDropped << kDropped);
}

double on_grid(double probability) {
  return probability <= 0.5 ? with_fewer_bits(probability) : 1 - with_fewer_bits(1 - probability);
}

void sort(std::vector<Row>& rows) {
  std::ranges::sort(rows, {}, &Row::probability);
}

/// Rows of one probability, which stand side by side, become one.
void unite(std::vector<Row>& rows) {
  std::size_t kept = 0;
  for (std::size_t i = 1; i < rows.size(); ++i) {
    if (rows[i].probability == rows[kept].probability) {
      rows[kept].ones += rows[i].ones;
      rows[kept].zeros += rows[i].zeros;
    } else {
      rows[++kept] = rows[i];
    }
  }
  if (!rows.empty()) rows.resize(kept + 1);
}

void put_on_grid(std::vector<Row>& rows) {
  for (Row& row : rows) row.probability = on_grid(row.probability);
  sort(rows);
  unite(rows);
}

}  // namespace

void ProbabilityCounts::add(bool truth, double truth_probability) {
  const double complement = 1 - truth_probability;
  if (pending_.capacity() == 0) pending_.reserve(kMostPending);
  pending_.push_back({.probability = truth ? 1 - complement : complement, .ones = truth ? 1U : 0U, .zeros = truth ? 0U : 1U});
  if (pending_.size() == kMostPending) settle();
}

void ProbabilityCounts::settle() {
  if (rounded_) {
    for (Row& row : pending_) row.probability = on_grid(row.probability);
  }
  sort(pending_);
  unite(pending_);
  const auto middle = static_cast<std::ptrdiff_t>(rows_.size());
  rows_.insert(rows_.end(), pending_.begin(), pending_.end());
  std::inplace_merge(rows_.begin(), rows_.begin() + middle, rows_.end(),
                     [](const Row& a, const Row& b) { return a.probability < b.probability; });
  unite(rows_);
  pending_.clear();
  if (rows_.size() <= kMostDistinct || rounded_) return;
  rounded_ = true;
  put_on_grid(rows_);
}

void ProbabilityCounts::merge(const ProbabilityCounts& other) {
  if (other.rounded_ && !rounded_) {
    rounded_ = true;
    put_on_grid(rows_);
  }
  settle();
  pending_.insert(pending_.end(), other.rows_.begin(), other.rows_.end());
  pending_.insert(pending_.end(), other.pending_.begin(), other.pending_.end());
  settle();
}

void ProbabilityCounts::clear() {
  rows_.clear();
  pending_.clear();
  rounded_ = false;
}

std::vector<Row> ProbabilityCounts::rows() const {
  if (pending_.empty()) return rows_;
  ProbabilityCounts settled = *this;
  settled.settle();
  return std::move(settled.rows_);
}

bool ProbabilityCounts::is_rounded() const {
  if (rounded_ || rows_.size() + pending_.size() <= kMostDistinct) return rounded_;
  ProbabilityCounts settled = *this;
  settled.settle();
  return settled.rounded_;
}

void ProbabilityCounts::save(StateWriter& state) const {
  state.put(is_rounded());
  const auto saved = rows();
  state.put(static_cast<std::uint64_t>(saved.size()));
  for (const Row& row : saved) {
    state.put(row.probability);
    state.put(row.ones);
    state.put(row.zeros);
  }
}

void ProbabilityCounts::load(StateReader& state) {
  clear();
  const auto rounded = state.get<std::uint8_t>();
  const std::uint64_t rows = state.get_count();
  if (rounded > 1 || rows > kMostDistinct) state.fail();
  rounded_ = rounded == 1;
  for (std::uint64_t i = 0; !state.failed() && i < rows; ++i) {
    Row row;
    state.get(row.probability);
    state.get(row.ones);
    state.get(row.zeros);
    const bool in_order = rows_.empty() || rows_.back().probability < row.probability;
    const bool in_place = row.probability >= 0 && row.probability <= 1 && (!rounded_ || on_grid(row.probability) == row.probability);
    if (!in_order || !in_place || row.ones + row.zeros == 0) state.fail();
    rows_.push_back(row);
  }
}

}  // namespace driftd::detectors
