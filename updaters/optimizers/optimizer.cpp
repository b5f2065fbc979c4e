#include "updaters/optimizers/optimizer.h"

#include <algorithm>

namespace driftd::updaters {

std::vector<double> grown_state(std::span<const double> state, std::size_t before, std::size_t after) {
  const std::size_t slots = (state.size() - 1) / before;
  std::vector<double> grown(slots * after + 1);
  for (std::size_t slot = 0; slot < slots; ++slot) std::copy_n(state.data() + slot * before, before, grown.data() + slot * after);
  grown.back() = state.back();
  return grown;
}

}  // namespace driftd::updaters
