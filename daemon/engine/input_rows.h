#pragma once

// From a model's inputs to the columns that are watched one by one. Numbers and categories are watched as they are. A text has no
// distribution of its own to compare; two numbers of it have:
//
//   message.length   its characters
//   message.oov      its out-of-vocabulary rate: the share of its words that the reference never had (text/vocabulary.h)
//
// The vocabulary is that of the first half of the reference's texts. The rates of the other half, which did not teach it, are what later
// ones are compared with; those of the first half count as missing. Words as a whole are for the joint comparisons (joint_monitor.h).

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "config/features.h"
#include "daemon/engine/drift_monitor.h"
#include "daemon/engine/event.h"
#include "detectors/text/vocabulary.h"

namespace driftd::engine {

class InputRows {
 public:
  InputRows(config::Features features, std::size_t reference_rows);

  const std::vector<DriftMonitor::Column>& columns() const { return columns_; }
  /// Which of the columns `only` names, by feature or vector; all where it names none.
  std::vector<bool> named(const std::vector<std::string>& only) const;

  /// A row's value for each of the columns; valid until the next.
  std::span<const double> read(const Prediction& prediction);
  /// The next `reference_rows` rows are the reference.
  void relearn(std::size_t reference_rows);

  void save(detectors::StateWriter& state) const;
  void load(detectors::StateReader& state);

 private:
  config::Features features_;
  std::vector<DriftMonitor::Column> columns_;
  std::vector<std::size_t> feature_of_;              // by column
  std::vector<detectors::Vocabulary> vocabularies_;  // one a text feature
  std::uint64_t teaching_ = 0;                       // rows to come that teach them
  std::vector<double> row_;
};

}  // namespace driftd::engine
