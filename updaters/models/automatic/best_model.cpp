#include "updaters/models/automatic/best_model.h"

#include <numeric>

#include "updaters/models/proper_loss.h"

namespace driftd::updaters {

std::optional<BestModel> best_model(std::span<const ModelPointer> models, const Dataset& rows) {
  std::optional<BestModel> best;
  if (rows.size() == 0) return best;
  for (std::size_t place = 0; place < models.size(); ++place) {
    const auto losses = proper_losses(*models[place], rows);
    const double loss = std::accumulate(losses.begin(), losses.end(), 0.0) / static_cast<double>(losses.size());
    if (!best || loss < best->loss) best = BestModel{.place = place, .loss = loss};
  }
  return best;
}

}  // namespace driftd::updaters
