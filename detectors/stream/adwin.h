#pragma once

// ADWIN, adaptive windowing: keeps the longest window of recent values that still looks like one distribution, and raises an alarm when
// some older part W0 of it has another mean than the newer part W1:
//
//   |mean(W0) - mean(W1)| > sqrt(2 m v d) + 2/3 m d     m = 1/(n0 - w + 1) + 1/(n1 - w + 1),  d = ln(2 ln(n) / delta)
//
// with n values of variance v in the window, n0 and n1 of them in the two parts, and w the shortest part that is looked at (min_window).
// The window lies in buckets of 1, 2, 4 ... values, at most max_buckets of a size, so n values cost O(max_buckets * log n) memory, and
// only the borders between buckets are tried as cuts. While a cut is found the oldest bucket is dropped; what remains came after the
// change.
//
// Bifet & Gavalda, "Learning from time-changing data with adaptive windowing", SDM 2007.
//
// Agreement: with the same parameters and reset() after each alarm, the alarms come at the very values at which River's ADWIN (0.22 to
// 0.26) has them. River throws everything away on the update after an alarm, its clock included; reset() does so at once, so that the first
// value after it is number one again for both. What was passed over (a NaN) is not counted by the clock; River would never alarm again.
//
// With semantics "moa" it is MOA's change detector as its learners use it: either part of a cut needs two values more than min_window; a
// cut is an alarm only where the mean of what remains is above what it was before the value that brought it, otherwise the older part goes
// silently; and reset() behind an alarm keeps the window, and the clock goes on. (MOA itself counts in ints, and its variance overflows
// from a bucket of 65,536 values on.)

#include <cstdint>
#include <optional>
#include <vector>

#include "config/catalogue.h"
#include "detectors/stream/semantics.h"
#include "detectors/stream/stream_detector.h"

namespace driftd::detectors {

struct AdwinParameters {
  double delta = 0.002;
  std::int64_t clock = 32;
  std::int64_t max_buckets = 5;
  std::int64_t min_window = 5;
  std::int64_t grace = 10;
  Semantics semantics = Semantics::river;
};

/// About 28 ns a value with clock 32. Signal: statistic and threshold are the two sides of the inequality above, at the cut that raised the
/// alarm or, before one, at the cut that came nearest; since_change is what remained of the window.
class Adwin final : public StreamDetector {
 public:
  explicit Adwin(const AdwinParameters& parameters = {});

  Domain domain() const override { return Domain::numbers; }
  std::size_t update(std::span<const double> values) override;
  Level level() const override { return alarm_ ? Level::drift : checked_ ? Level::stable : Level::learning; }
  Signal signal() const override;
  void reset() override;
  void save(StateWriter& state) const override;
  void load(StateReader& state) override;

  double width() const { return width_; }
  double mean() const { return width_ > 0 ? total_ / width_ : 0; }
  double variance() const { return width_ > 0 ? sum_of_squares_ / width_ : 0; }

 private:
  struct Cut {
    double difference = 0;  // of the newer part's mean from the older's
    double bound = 0;
  };
  struct Border {  // sizes and totals of the parts on either side
    double older = 0;
    double newer = 0;
    double older_total = 0;
    double newer_total = 0;
  };
  struct Row {
    std::uint32_t first = 0;  // place of the oldest bucket
    std::uint32_t buckets = 0;
  };
  struct Bucket {
    double total = 0;
    double sum_of_squares = 0;
  };

  void insert(double value);
  void append(std::size_t row, Bucket bucket);
  const Bucket& bucket(std::size_t row, std::size_t k) const {
    return rings_[row * ring_size_ + ((rows_[row].first + k) & (ring_size_ - 1))];
  }
  void forget_oldest(std::size_t row, std::uint32_t buckets);
  void merge_oldest_two(std::size_t row);
  bool shrink(double mean_before);
  void clear();
  void drop_oldest_bucket();
  Cut cut_at(const Border& border, double variance, double d) const;
  std::optional<Cut> first_cut() const;
  std::optional<Cut> nearest_cut() const;
  template <class Visitor>
  void visit_borders(Visitor visit) const;
  void load_rows(StateReader& state);
  bool is_whole() const;

  double delta_;
  std::uint32_t clock_;
  std::uint32_t max_buckets_;
  std::size_t ring_size_;
  double min_window_;
  double min_part_;  // of a cut
  double grace_;
  Semantics semantics_;

  std::uint32_t until_check_;
  bool checked_ = false;
  double width_ = 0;
  double total_ = 0;
  double sum_of_squares_ = 0;  // of the deviations from the window's mean

  // Row r holds buckets of 2^r values, oldest first, in a ring of ring_size_ places (a power of two).
  std::vector<Row> rows_;
  std::vector<Bucket> rings_;

  std::optional<Signal> alarm_;
};

void declare_adwin(config::Catalogue<StreamDetectorPointer>& catalogue);

}  // namespace driftd::detectors
