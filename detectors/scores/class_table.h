#pragma once

// How often each class was predicted, was true, and both: the margins and the diagonal of the confusion matrix, which most scores of
// classes are functions of. How certain such a score is may need the rest too: which class was taken for which. Of two classes
// the margins tell that; of several it is kept where it is asked for, as a sparse list.
//
// Bounded: kMostClasses classes have rows, kMostConfusions pairs are told apart. Counts merge exactly, in any order.

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "detectors/state.h"

namespace driftd::detectors {

struct ClassCounts {
  double code = 0;
  std::uint64_t true_positives = 0;
  std::uint64_t predicted = 0;
  std::uint64_t actual = 0;
};

/// One class taken for another, so often; classes by their place in rows().
struct Confusion {
  std::size_t truth = 0;
  std::size_t predicted = 0;
  std::uint64_t count = 0;
};

class ClassTable {
 public:
  static constexpr std::size_t kMostClasses = 256;
  static constexpr std::size_t kMostConfusions = 16'384;

  explicit ClassTable(bool keep_confusions = false) : keep_confusions_(keep_confusions) {}

  void add(double predicted, double truth);
  /// `other` keeps the same.
  void merge(const ClassTable& other);
  void clear();

  /// By class, sorted by code.
  std::span<const ClassCounts> rows() const { return rows_; }
  /// Nothing where they were not kept, or not all of them.
  std::optional<std::vector<Confusion>> confusions() const;
  /// Whether there were classes beyond those that have rows.
  bool has_overflowed() const { return overflowed_; }

  void save(StateWriter& state) const;
  void load(StateReader& state);

 private:
  struct Cell {
    double truth = 0;
    double predicted = 0;
    std::uint64_t count = 0;
  };

  ClassCounts* row(double code);
  void confuse(const Cell& cell);
  std::size_t place(double code) const;
  bool makes_sense() const;

  bool keep_confusions_;
  bool cells_overflowed_ = false;
  bool overflowed_ = false;
  std::vector<ClassCounts> rows_;
  std::vector<Cell> cells_;  // sorted by truth, then predicted; no class taken for itself
};

}  // namespace driftd::detectors
