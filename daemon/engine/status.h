#pragma once

// How a model stands, as a value: what the API, the page and Prometheus show.

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/features.h"
#include "daemon/engine/event.h"
#include "detectors/scores/interval.h"
#include "detectors/signal.h"

namespace driftd::engine {

/// Events since the journal began.
struct Counts {
  std::uint64_t predictions = 0;
  std::uint64_t labels = 0;
  std::uint64_t joined = 0;
  std::uint64_t duplicate_predictions = 0;
  std::uint64_t duplicate_labels = 0;
  std::uint64_t expired_predictions = 0;  // never labelled in time
  std::uint64_t orphaned_labels = 0;      // never predicted in time
  bool operator==(const Counts&) const = default;
};

/// Counts by upper bound, as Prometheus wants them.
template <std::size_t N>
struct Histogram {
  std::array<std::uint64_t, N + 1> counts{};  // the last: above all bounds
  double sum = 0;

  void observe(const std::array<double, N>& bounds, double value) {
    std::size_t i = 0;
    while (i < N && value > bounds[i]) ++i;
    ++counts[i];
    sum += value;
  }
  bool operator==(const Histogram&) const = default;
};

constexpr std::array<double, 8> kLabelDelayBounds{1, 10, 60, 600, 3600, 21600, 86400, 604800};  // seconds
constexpr std::array<double, 8> kTrainingBounds{0.01, 0.1, 0.5, 1, 5, 30, 120, 600};            // seconds

struct SignalStatus {
  std::string detector;
  std::string subject;
  detectors::Signal signal;
};

struct ScoreStatus {
  std::string score;
  std::optional<double> value;
  std::optional<detectors::Interval> interval;  // 95 %; none where the value is undefined, or the outcomes do not tell
  std::uint64_t outcomes = 0;                   // or lists, of a score of ranked lists
};

/// The scores of the outcomes where a feature had one value, over the same window as the whole's.
struct SegmentStatus {
  std::string segment;  // "country=DE"
  std::uint64_t outcomes = 0;
  std::vector<ScoreStatus> scores;
};

/// The signal of the failure ladder's circuit: it is shown among those of the checks, and is none of them.
constexpr std::string_view kCircuitDetector = "circuit";
constexpr std::string_view kCircuitSubject = "updates";

/// How the failure ladder stands, what of the budgets is used, and what the gate and the quarantine remember.
struct LadderStatus {
  std::int64_t attempt = 1;         // that is under way, or comes next
  std::string circuit;              // why it is open; "": it is closed
  std::uint64_t rows_to_close = 0;  // labelled, that are wanted to close it
  double cpu_of_day = 0;            // seconds that trainings used in the last day of events
  double cpu_per_day = 0;           // and may use
  double cpu_seconds = 0;           // of all trainings
};

struct GateStatus {
  double alpha = 0;            // of an epoch
  double alpha_left = 0;       // of it, unspent
  double alpha_next = 0;       // what the next attempt may spend
  std::uint64_t attempts = 0;  // that came to the gate in this epoch
};

/// An artefact that was rolled back, and is refused by its hash.
struct QuarantineStatus {
  std::string artefact_hash;
  std::uint64_t version = 0;
};

/// How a version's way to a place outside stands.
struct PublicationStatus {
  std::string target;           // "mlflow http://127.0.0.1:5000 churn"
  std::uint64_t version = 0;    // that is to be there
  std::uint64_t published = 0;  // that is there; 0: none yet
  std::uint64_t failures = 0;   // attempts since the daemon started that came to nothing
  std::string error;            // of the newest attempt, "" where it went well
};

struct ModelStatus {
  std::string name;
  config::Task task = config::Task::binary;
  detectors::Level level = detectors::Level::learning;  // the worst of its signals; see level_of()
  std::uint64_t version = 0;                            // 0: none yet
  std::uint64_t previous_version = 0;
  std::uint64_t canary_version = 0;  // that answers a share of the requests; 0: none
  double canary_share = 0;
  std::string phase;  // idle, training, judging, waiting, installing, canary
  bool busy = false;  // an effect is under way whose end may change the version in force
  std::string watch;  // "" or how far the watch over the newest promotion is
  bool paused = false;
  Counts counts;
  std::uint64_t waiting_predictions = 0;
  std::uint64_t waiting_labels = 0;
  std::vector<PublicationStatus> publications;  // filled in by whoever publishes
  std::uint64_t rejected = 0;                   // lines refused before they became events; filled in by whoever refuses them
  std::uint64_t labelled_rows = 0;              // at hand for training
  std::vector<SignalStatus> signals;
  std::vector<ScoreStatus> scores;
  std::vector<SegmentStatus> segments;  // in the order in which they began
  Histogram<8> label_delay;
  Histogram<8> training_seconds;
  std::map<std::pair<std::string, std::string>, std::uint64_t> updates;  // {strategy, outcome}
  std::uint64_t swaps = 0;
  std::uint64_t rollbacks = 0;
  std::vector<std::string> broken;  // what is wrong with the data, in words; none: nothing
  LadderStatus ladder;
  GateStatus gate;
  std::vector<QuarantineStatus> quarantine;  // the newest last
  std::string blocked;                       // why no update may begin now, "" where one may
};

/// How the model stands as a whole: a pipeline that is broken outweighs whatever the signals say.
enum class ModelLevel : std::uint8_t { learning = 0, stable = 1, warning = 2, drift = 3, broken = 4 };

inline ModelLevel level_of(const ModelStatus& status) {
  return status.broken.empty() ? static_cast<ModelLevel>(status.level) : ModelLevel::broken;
}

inline std::string_view level_name(const ModelStatus& status) {
  return status.broken.empty() ? detectors::name_of(status.level) : "broken";
}

}  // namespace driftd::engine
