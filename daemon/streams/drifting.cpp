#include "daemon/streams/drifting.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "config/assertion.h"

namespace driftd::streams {
namespace {

// So many widths away from a drift the sigmoid is within 1e-17 of 0 or 1.
constexpr std::int64_t kCertainAfterWidths = 10;

}  // namespace

Drifting::Drifting(std::unique_ptr<Generator> generator, DriftSchedule schedule, std::uint64_t seed)
    : generator_(std::move(generator)),
      schedule_(std::move(schedule)),
      width_of_row_(generator_->features().size()),
      values_(0),
      concepts_(0),
      noise_(0) {
  DRIFTD_ASSERT(std::is_sorted(schedule_.drifts.begin(), schedule_.drifts.end()));
  DRIFTD_ASSERT(schedule_.width >= 0 && schedule_.noise >= 0 && schedule_.noise < 1);
  SplitMix64 seeds(seed);
  values_ = Random(seeds.next());
  concepts_ = Random(seeds.next());
  noise_ = Random(seeds.next());
  generator_->start(schedule_.drifts.size() + 1, values_);
}

void Drifting::next(Row& row) {
  row.values.resize(width_of_row_);
  row.concept_number = choose_concept();
  row.label = generator_->draw(row.concept_number, values_, row.values);
  if (noise_.coin(schedule_.noise)) {
    const std::size_t classes = generator_->classes();
    const std::size_t other = 1 + noise_.below(classes - 1);
    row.label = static_cast<double>((static_cast<std::size_t>(row.label) + other) % classes);
  }
  ++time_;
}

// Drifts are taken one behind the other, so that where they overlap the second can only follow the first.
std::size_t Drifting::choose_concept() {
  const auto& drifts = schedule_.drifts;
  while (settled_ < drifts.size() && time_ - drifts[settled_] >= kCertainAfterWidths * schedule_.width && time_ >= drifts[settled_])
    ++settled_;
  std::size_t chosen = settled_;
  while (chosen < drifts.size() && has_drifted(drifts[chosen])) ++chosen;
  return chosen;
}

bool Drifting::has_drifted(std::int64_t position) {
  const std::int64_t distance = time_ - position;
  if (distance <= -kCertainAfterWidths * schedule_.width) return distance >= 0;
  return concepts_.coin(1 / (1 + std::exp(-4 * static_cast<double>(distance) / static_cast<double>(schedule_.width))));
}

}  // namespace driftd::streams
