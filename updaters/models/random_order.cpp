#include "updaters/models/random_order.h"

#include <utility>

namespace driftd::updaters {

std::uint32_t RandomOrder::below(std::uint32_t bound) {
  constexpr unsigned kHalf = 32;
  while (true) {
    const std::uint64_t product = (bits_() >> kHalf) * bound;
    const auto fraction = static_cast<std::uint32_t>(product);
    // The lowest 2^32 mod bound fractions would be drawn once too often.
    if (fraction >= bound || fraction >= (0U - bound) % bound) return static_cast<std::uint32_t>(product >> kHalf);
  }
}

void RandomOrder::shuffle(std::span<std::uint32_t> items) {
  for (std::size_t left = items.size(); left > 1; --left) std::swap(items[left - 1], items[below(static_cast<std::uint32_t>(left))]);
}

}  // namespace driftd::updaters
