#pragma once

// Labelled rows by their indices (strategy.h): those that a challenger learns from.

#include <cstdint>

namespace driftd::updaters {

struct DataWindow {
  std::uint64_t from = 0;
  std::uint64_t to = 0;  // exclusive; the gate judges on rows from here on
  std::uint64_t size() const { return to - from; }
  bool operator==(const DataWindow&) const = default;
};

}  // namespace driftd::updaters
