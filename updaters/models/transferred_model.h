#pragma once

// A model that starts from another's artefact (updaters/transfer_order.h): what the families have in common.

#include <string>

#include "updaters/models/label_scale.h"
#include "updaters/models/model.h"

namespace driftd::updaters {

/// The family's own model, also where the family was chosen among several (chosen_model.h).
const Model& own_model(const Model& model);
/// As the catalogue of models names it; "" where it is none of those.
std::string family_of(const Model& model);

/// What labels are standardised by: as in the source, so that what is carried over answers what it answered there; as the rows say where
/// they are of another unit, ten times as spread or more than ten deviations away.
LabelScale carried_scale(const LabelScale& source, const LabelScale& learnt);

}  // namespace driftd::updaters
