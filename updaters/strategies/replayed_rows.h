#pragma once

// Rehearsal: a share of older rows that are learnt along with the new ones, so that a model that goes on learning does not forget what it
// knew of before the change. A model that sees nothing but the new rows is moved wherever they pull it, also where they say nothing of what
// they undo (catastrophic interference). Robins: Catastrophic Forgetting, Rehearsal and Pseudorehearsal, Connection Science 7 (1995);
// Rolnick et al.: Experience Replay for Continual Learning, NeurIPS 2019, who do best with as many old rows as new ones.
//
// Peers keep a reservoir of past rows beside the stream (Vitter, 1985). The journal holds the rows anyway: nothing is kept here, they are
// drawn when they are wanted. The older rows are cut into as many equal parts, in time order, as rows are wanted, and one row is drawn of
// each: an even sample of all that came, which no busy hour fills alone. The draw follows from a seed, so that a training that is done
// again has the same rows. At most every second older row is drawn: the others are there for the guard that asks what was forgotten
// (gate/guards.h), which judges on none that was learnt.

#include <cstdint>
#include <string>
#include <vector>

#include "detectors/state.h"
#include "updaters/strategies/data_window.h"

namespace driftd::updaters {

struct ReplayedRows {
  DataWindow among;        // from which they are drawn
  std::uint64_t rows = 0;  // 0: none
  std::uint64_t seed = 0;
  bool operator==(const ReplayedRows&) const = default;
};

/// So many of those in the window, as far as every second one suffices.
ReplayedRows replayed_from(const DataWindow& among, std::uint64_t wanted);
/// The same from rows below `end` alone.
ReplayedRows cut_off(ReplayedRows replayed, std::uint64_t end);
/// Their indices, increasing.
std::vector<std::uint64_t> draw(const ReplayedRows& replayed);

/// For people: "with 200 of the 13000 rows before them"; "" where there are none.
std::string text_of(const ReplayedRows& replayed);

void save(const ReplayedRows& replayed, detectors::StateWriter& state);
void load(ReplayedRows& replayed, detectors::StateReader& state);

}  // namespace driftd::updaters
