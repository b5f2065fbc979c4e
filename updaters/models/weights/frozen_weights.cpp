#include "updaters/models/weights/frozen_weights.h"

#include <utility>

#include "config/assertion.h"

namespace driftd::updaters {

FrozenWeights::FrozenWeights(const Matrix& weights, std::vector<std::uint8_t> frozen)
    : frozen_(std::move(frozen)), values_(weights.data(), weights.data() + weights.size()) {
  DRIFTD_ASSERT(frozen_.size() == values_.size());
  for (std::uint32_t place = 0; place < frozen_.size(); ++place) {
    if (frozen_[place] != 0) places_.push_back(place);
  }
}

void FrozenWeights::put_back(Matrix& weights) const {
  for (const std::uint32_t place : places_) weights.data()[place] = values_[place];
}

void FrozenWeights::put_back(Matrix& weights, std::span<const std::uint32_t> places) const {
  for (const std::uint32_t place : places) {
    if (frozen_[place] != 0) weights.data()[place] = values_[place];
  }
}

std::vector<std::uint8_t> carried_places(const Matrix& weights, const Origins& origins) {
  DRIFTD_ASSERT(origins.size() == static_cast<std::size_t>(weights.size()));
  std::vector<std::uint8_t> carried(origins.size());
  for (std::size_t i = 0; i < origins.size(); ++i) carried[i] = origins[i] != Encoder::kNowhere && weights.data()[i] != 0 ? 1 : 0;
  return carried;
}

}  // namespace driftd::updaters
