#pragma once

// After a promotion the version before it is held against the new one on the new one's own rows, as soon as their labels come, a block
// at a time: the sequential test (updaters/gate/sequential.h) is looked at after every row, at `watch.alpha` over all of them. Where it
// finds the old version better, that is put back. A row counts for the version that predicted it, whenever its label comes. Where most of
// the rows could not be compared, the watch has seen nothing: the version stays, but it has not stood.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "daemon/engine/action.h"
#include "daemon/engine/samples.h"
#include "updaters/gate/gate.h"
#include "updaters/policy.h"

namespace driftd::engine {

class Watching {
 public:
  enum class State : std::uint8_t { off, watching, stood, disappointed, unseen };

  explicit Watching(const updaters::WatchSettings& settings) : settings_(settings) {}

  /// `record`: of the update that is watched.
  void begin(std::uint64_t version, UpdateRecord record);
  void end();
  bool active() const { return state_ == State::watching; }
  std::uint64_t version() const { return version_; }
  const UpdateRecord& record() const { return record_; }

  /// A labelled row that the version answered.
  void add(const Sample& row);
  /// The next comparison under a job number of its own, without its versions, where there are rows enough for one and none is under way.
  std::optional<Compare> next(std::uint64_t job);
  bool comparing() const { return !asked_.empty(); }
  std::uint64_t job() const { return job_; }
  Compare asked() const { return {.job = job_, .rows = asked_}; }
  /// What the answer to it means; once it is not `watching`, the watch is over.
  State take(const Compared& compared);
  updaters::Verdict verdict() const;

  /// Labelled answers that have counted.
  std::uint64_t labels() const { return taken_; }

  std::string text() const;
  Position oldest_row(Position otherwise) const;
  /// Goes on where another one stands, under this one's settings.
  void take_over(Watching&& other);

  void save(detectors::StateWriter& state) const;
  void load(detectors::StateReader& state);

 private:
  std::uint64_t most() const { return static_cast<std::uint64_t>(settings_.labels); }
  std::uint64_t block() const;
  std::uint64_t compared_rows() const { return test_ ? test_->rows() : 0; }

  updaters::WatchSettings settings_;
  State state_ = State::off;
  std::uint64_t version_ = 0;
  UpdateRecord record_;
  std::uint64_t job_ = 0;
  std::uint64_t taken_ = 0;    // rows that count for the watch
  std::vector<Sample> rows_;   // of them those that no comparison has been asked for
  std::vector<Sample> asked_;  // those of the one under way
  std::optional<updaters::SequentialTest> test_;
};

}  // namespace driftd::engine
