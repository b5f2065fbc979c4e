#pragma once

// Where the served champion sits, and beside it the canary, where a challenger answers a share of the requests (daemon/engine/canary.h).
// Version, preprocessing and weights are one immutable object, and so are champion, canary and share: no request can mix two versions, and
// none sees a canary beside a champion that it was not to stand beside.

#include <atomic>
#include <cstdint>
#include <memory>
#include <string_view>

#include "daemon/serving/published.h"
#include "updaters/models/model.h"

namespace driftd::serving {

struct ServedModel {
  std::uint64_t version = 0;
  updaters::ModelPointer model;
};

using ServedModelPointer = std::shared_ptr<const ServedModel>;

/// Who answers.
struct LineUp {
  ServedModelPointer champion;  // null: nobody does
  ServedModelPointer canary;    // null: the champion answers all
  double share = 0;             // of the ids, that the canary answers

  /// Of a request with this id; "" has none.
  const ServedModelPointer& for_id(std::string_view id) const;
  /// Who has this version, or null.
  const ServedModelPointer& of_version(std::uint64_t version) const;
};

class Slot {
 public:
  Slot();
  Slot(const Slot&) = delete;
  Slot& operator=(const Slot&) = delete;

  /// From now on these answer; a null champion: nobody does.
  void swap(LineUp line_up);
  void swap(ServedModelPointer champion) { swap(LineUp{.champion = std::move(champion), .canary = {}}); }
  /// The champion's.
  std::uint64_t version() const { return version_.load(std::memory_order_acquire); }

  /// The reference holds until this thread's next call for this slot.
  const LineUp& line_up() const { return *line_up_.get(); }
  /// The present champion, or null. The reference holds as long.
  const ServedModelPointer& current() const { return line_up().champion; }

 private:
  Published<LineUp> line_up_;
  std::atomic<std::uint64_t> version_{0};
};

}  // namespace driftd::serving
