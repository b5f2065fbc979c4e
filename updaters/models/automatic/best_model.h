#pragma once

// Which of several models does best on some rows, by a proper loss (proper_loss.h). Where two do equally well, the first.

#include <cstddef>
#include <optional>
#include <span>

#include "updaters/dataset.h"
#include "updaters/models/model.h"

namespace driftd::updaters {

struct BestModel {
  std::size_t place = 0;
  double loss = 0;  // its mean over the rows
};

/// Nothing where there is no model or no row.
std::optional<BestModel> best_model(std::span<const ModelPointer> models, const Dataset& rows);

}  // namespace driftd::updaters
