#pragma once

// From rows of raw values to rows on which a distance means something.
//
// Numbers are standardised by the reference, (x - mean) / deviation, and held within +-kMostDeviations. A number that never varied in the
// reference has no deviation: it is encoded as 0 where it still has that value and as -1 or 1 where it is below or above.
// Categories become kBuckets one-hot columns, by a seeded hash of their code, less the share that each has in the reference. Two rows of
// different categories are then as far apart as two typical values of a number. No label is looked at, and no dictionary kept; two
// categories share a bucket with probability 1 / kBuckets, and a change among those that do is not seen. A value that is missing (NaN, or
// infinite) takes the reference's mean, 0. A row in which all are missing is left out.
//
// Rows wider than what is asked for are narrowed: each column goes, with a random sign, into kCopies of the columns that there may be.
// Lengths and distances are kept on average, and closely where no few columns outweigh the others. A column costs kCopies additions, where
// a full random projection multiplies by each target. Which columns meet is fixed by the seed before any row comes, so a test on narrowed
// rows is as right as on whole ones; it only has less to see.
//
// Weinberger et al., "Feature hashing for large scale multitask learning", ICML 2009; Kane & Nelson, "Sparser Johnson-Lindenstrauss
// transforms", J. ACM 61 (2014); Lopes, Jacob & Wainwright, "A more powerful two-sample test in high dimensions using random projection",
// NIPS 2011.

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "config/features.h"
#include "detectors/state.h"

namespace driftd::detectors {

class RowEncoder {
 public:
  static constexpr std::size_t kBuckets = 8;
  static constexpr std::size_t kCopies = 4;
  static constexpr double kMostDeviations = 1000;

  explicit RowEncoder(std::vector<config::FeatureType> types) : types_(std::move(types)) {}

  /// `rows` row-major, columns() values each. `most`: columns that encoded rows may have at most.
  void learn(std::span<const double> rows, std::size_t most, std::uint64_t seed);

  std::size_t columns() const { return types_.size(); }
  /// Of encoded rows; 0 before learn().
  std::size_t width() const { return targets_.empty() ? whole_width_ : narrow_width_; }
  /// Appends the rows that are not missing as a whole.
  void encode(std::span<const double> rows, std::vector<double>& encoded) const;

  void save(StateWriter& state) const;
  void load(StateReader& state);

 private:
  struct Target {
    std::uint16_t column;
    double sign;
  };

  void learn_number(std::span<const double> rows, std::size_t column);
  void learn_category(std::span<const double> rows, std::size_t column);
  std::size_t bucket_of(double code) const;
  bool encode_whole(std::span<const double> row, std::span<double> whole) const;
  void lay_out();
  void narrow(std::span<const double> whole, std::span<double> narrowed) const;

  std::vector<config::FeatureType> types_;
  std::uint64_t seed_ = 0;
  std::vector<double> centres_;   // of each whole column: a number's mean, a bucket's share
  std::vector<double> inverses_;  // of a number: 1 / deviation; 0: it never varied; negative: it never came
  std::size_t whole_width_ = 0;
  std::size_t narrow_width_ = 0;
  double narrow_scale_ = 1;
  std::vector<Target> targets_;  // kCopies a whole column; none where nothing is narrowed
};

}  // namespace driftd::detectors
