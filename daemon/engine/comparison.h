#pragma once

// Two models stand on the same rows: the answer to a Compare, but for what only a clock or a disk can tell (the time to answer, the
// artefact's size). Pure: the daemon and a replay both call it.

#include "daemon/engine/action.h"
#include "daemon/engine/model_settings.h"
#include "daemon/engine/rows.h"
#include "updaters/models/model.h"

namespace driftd::engine {

/// Rows that the journal does not hold any more are left out. Losses are the settings': of probabilities where both models give them, else
/// right and wrong, or squared errors.
Compared compare_models(const Rows& rows, const Compare& compare, const ModelSettings& settings, const updaters::Model& champion,
                        const updaters::Model& challenger);

}  // namespace driftd::engine
