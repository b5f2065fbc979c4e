#pragma once

// The join: a prediction and its label find each other by id, whichever comes first, however late, once. What waits is bounded in number,
// in bytes of journal and in time; what was joined is remembered as long, so that a retry is known for a duplicate.
//
// Ids are kept as 128 bits of XXH3: among a billion ids the chance that any two meet is below 1e-20. Time is the events' own, never the
// daemon's clock, so that a replayed year waits a year.

#include <xxhash.h>

#include <boost/unordered/unordered_flat_map.hpp>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "daemon/engine/event.h"
#include "detectors/state.h"

namespace driftd::engine {

class Join {
 public:
  struct Bounds {
    Duration wait = std::chrono::hours(24 * 365);
    std::size_t most = 1'000'000;
    std::uint64_t bytes = 8ULL << 30U;  // of journal that the oldest waiting prediction may keep
  };

  /// What the arrival of one half came to.
  struct Arrival {
    enum class Kind : std::uint8_t { waits, joined, duplicate };
    Kind kind = Kind::waits;
    Position prediction = 0;  // joined: where the prediction stands
    double label = 0;         // joined: what was true
    Time predicted;           // joined: the prediction's time
    Time labelled;            // joined: the label's time
  };

  /// What ran out of time or room since the last call of take_expired().
  struct Expired {
    std::uint64_t predictions = 0;  // never labelled
    std::uint64_t labels = 0;       // never predicted
  };

  explicit Join(Bounds bounds);

  Arrival prediction(std::string_view id, Time time, Position position);
  Arrival label(std::string_view id, Time time, double value);
  Expired take_expired();

  std::uint64_t waiting_predictions() const { return waiting_predictions_; }
  std::uint64_t waiting_labels() const { return waiting_labels_; }
  /// The oldest prediction that may still be joined, or nothing.
  std::optional<Position> oldest_waiting() const;

  /// What another join knows, under this one's bounds.
  void take_over(Join&& other);

  void save(detectors::StateWriter& state) const;
  void load(detectors::StateReader& state);

 private:
  struct Id {
    std::uint64_t low, high;
    bool operator==(const Id&) const = default;
  };
  struct IdHash {
    using is_avalanching = void;
    std::size_t operator()(const Id& id) const { return id.low; }
  };
  enum class State : std::uint8_t { awaits_label, awaits_prediction, joined };
  struct Entry {
    Time time;
    Position position = 0;  // of the prediction
    double label = 0;
    State state = State::awaits_label;
  };

  static Id id_of(std::string_view text);
  void remember(const Id& id, const Entry& entry);
  void advance(Time time);
  void forget_beyond(Position newest);
  void forget_oldest();

  Bounds bounds_;
  Time now_;
  boost::unordered_flat_map<Id, Entry, IdHash> entries_;
  std::vector<Id> arrivals_;  // ring of the ids by arrival, oldest at head_
  std::size_t head_ = 0;
  std::size_t size_ = 0;
  std::uint64_t waiting_predictions_ = 0;
  std::uint64_t waiting_labels_ = 0;
  Expired expired_;
};

}  // namespace driftd::engine
