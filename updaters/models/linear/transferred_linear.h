#pragma once

// A linear model that starts from another's weights: of the features, categories, words and classes that both have by the same name, and
// the biases; the others start at zero. The encoder keeps what it knows of those features, so that the weights keep their meaning: before
// it learns, the model answers what the source would, were what is new as usual. The optimiser begins anew.

#include <expected>
#include <string>

#include "updaters/models/linear/generalized_linear.h"
#include "updaters/models/model.h"
#include "updaters/models/weights/carried_weights.h"

namespace driftd::updaters {

struct TransferredLinear {
  LinearParts parts;  // without an optimiser's state
  Origins origins;    // of each weight that in the source
};

/// Classes are those of the rows, and where nothing but rows is new (the same features) the source's too. The error says why the source
/// cannot be used, or the rows.
std::expected<TransferredLinear, std::string> transfer_linear(const Model& source, const Link& link, const config::ModelSchema& schema,
                                                              const Dataset& rows, const EncoderSettings& settings);

}  // namespace driftd::updaters
