#pragma once

// A joint comparison holds rows of many columns against a frozen reference at once. Column by column a change can hide: two numbers that
// rose and fell together and no longer do keep each its own distribution, and of a vector no single coordinate means anything.
//
// Every one here is a test: it says how likely so large a statistic is where nothing changed, and is held against `alpha`.
//
// A window comes in panes. Of each pane a comparison keeps a summary (a sum, a matrix of sums, a sample of rows), so that panes merge into
// windows without any row being read twice. Rows arrive encoded (row_encoder.h): finite, in deviations of the reference, at most
// kMostColumns wide.
//
// The p-values are right for rows that are independent of one another and of the reference, for one window. Windows held against one
// reference share its luck.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "config/catalogue.h"
#include "detectors/compare/comparison.h"
#include "detectors/signal.h"

namespace driftd::detectors {

/// Row-major rows of equally many values.
struct RowsView {
  std::span<const double> values;
  std::size_t columns = 1;

  std::size_t size() const { return values.size() / columns; }
  std::span<const double> row(std::size_t i) const { return values.subspan(i * columns, columns); }
};

/// What a comparison keeps of a pane: numbers that only it understands.
using PaneSummary = std::vector<double>;

struct WindowShape {
  std::size_t pane = 1;  // rows in a pane
  std::size_t panes = 1;
};

struct JointParameters {
  double alpha = 0.001;
  std::int64_t keep = 1000;
  std::int64_t seed = 1;
};

class JointComparison {
 public:
  static constexpr std::size_t kMostColumns = 256;

  virtual ~JointComparison() = default;

  /// Columns that it takes at most against so many reference rows; wider rows are to be narrowed (row_encoder.h).
  virtual std::size_t most_columns(std::size_t /*reference_rows*/) const { return kMostColumns; }

  /// Freezes the reference, which must stay where it is until the next one. Panes have `shape`.
  virtual void learn(const RowsView& reference, const WindowShape& shape) = 0;
  /// Of a pane's rows; `before`: how many rows came in the panes before it since learn().
  virtual PaneSummary summarise(const RowsView& rows, std::uint64_t before) const = 0;
  /// A finite statistic and a p-value; NaNs where the samples are too small for a statistic.
  Evidence compare(std::span<const PaneSummary> window) const;
  /// Whether this can be a summary of its own: what comes from outside is not trusted.
  virtual bool accepts(const PaneSummary& summary) const = 0;

  double threshold() const { return parameters_.alpha; }
  /// Rows of the reference that it looks at, at most.
  std::size_t keep() const { return static_cast<std::size_t>(parameters_.keep); }
  std::uint64_t seed() const { return static_cast<std::uint64_t>(parameters_.seed); }

 protected:
  explicit JointComparison(const JointParameters& parameters) : parameters_(parameters) {}

 private:
  virtual Evidence evidence(std::span<const PaneSummary> window) const = 0;

  JointParameters parameters_;
};

using JointComparisonPointer = std::unique_ptr<JointComparison>;

/// What every joint comparison takes.
template <class Parameters>
config::Declaration<Parameters> joint_declaration(std::string summary) {
  constexpr std::int64_t kFewest = 20;
  constexpr std::int64_t kMost = 10'000;
  return config::Declaration<Parameters>(std::move(summary))
      .optional("alpha", static_cast<double Parameters::*>(&Parameters::alpha), config::number({.above = 0, .below = 1}),
                "drift where the p-value is at most this")
      .optional("keep", static_cast<std::int64_t Parameters::*>(&Parameters::keep), config::integer({.min = kFewest, .max = kMost}),
                "rows of the reference that are looked at, evenly spread over it; each costs 8 bytes a column")
      .optional("seed", static_cast<std::int64_t Parameters::*>(&Parameters::seed), config::integer({}),
                "of the draws that it makes once, when it learns");
}

/// Every number is finite.
bool all_finite(const PaneSummary& summary);

}  // namespace driftd::detectors
