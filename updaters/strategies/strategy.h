#pragma once

// A strategy turns a situation into a plan: which labelled rows the challenger learns from, whether it continues the champion, and from
// which row on the two are judged. Rows are named by index, the count of labelled rows before them; later rows have larger indices.

#include <algorithm>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>

#include "config/catalogue.h"
#include "updaters/adjustments.h"
#include "updaters/strategies/data_window.h"
#include "updaters/strategies/replayed_rows.h"
#include "updaters/transfer_order.h"

namespace driftd::updaters {

/// What is known when a plan is to be made.
struct Situation {
  std::uint64_t first = 0;  // labelled rows at hand: [first, end)
  std::uint64_t end = 0;
  std::uint64_t champion_learnt = 0;  // the champion learnt from rows below this index
  std::uint64_t change = 0;           // where the change began, as far as known: an index, or 0
  bool has_champion = false;
  bool champion_continues = false;  // the champion is of the family that is trained, so that it can be continued
  bool rival_ahead = false;         // the online rival does better than the champion, on rows that neither had learnt
  std::uint64_t archived = 0;       // earlier versions that may be put back into force
  std::uint64_t hold_out = 0;       // rows that are kept for the gate
  std::uint64_t min_rows = 0;       // fewer are not worth learning from
  bool inputs_only = false;         // the alarm is of the inputs: nothing says that the answers are worse
  std::uint64_t came_back = 0;      // of the last attempts at it, how many in a row put an earlier version back
  double retraining_seconds = 0;    // processor time of the newest training from scratch, as far as known
  double seconds_left = std::numeric_limits<double>::infinity();  // what one may take, by its own budget and by what is left of the day's
  std::int64_t attempt = 1;
};

struct StrategyPlan {
  std::string strategy;  // the one that was chosen, never "auto"
  bool continues_champion = false;
  DataWindow window;
  ReplayedRows replayed = {};                  // of before the window, learnt along
  std::optional<TransferOrder> transfer = {};  // what it starts from, where that is another artefact
  std::string reason;                          // in plain words, for an operator
  bool adjustable = true;                      // the failure ladder may change learner and window
  Adjustments adjustments;                     // filled in by the ladder
};

class Strategy {
 public:
  virtual ~Strategy() = default;
  /// Nothing where the rows at hand do not allow it (yet).
  virtual std::optional<StrategyPlan> plan(const Situation& situation) const = 0;
};

using StrategyPointer = std::unique_ptr<Strategy>;

/// The rows are those before the hold-out.
inline std::uint64_t hold_out_begin(const Situation& situation) {
  return situation.end - std::min(situation.hold_out, situation.end - situation.first);
}

}  // namespace driftd::updaters
