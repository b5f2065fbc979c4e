// How the monitor of quality is written into a checkpoint and read back.

#include "daemon/engine/quality_monitor.h"
#include "detectors/signal_state.h"

namespace driftd::engine {

using detectors::QualityInput;

void QualityMonitor::save(detectors::StateWriter& state) const {
  state.put(learning_);
  state.put(static_cast<std::uint64_t>(pending_));
  state.put(newest_row_.has_value());
  state.put(newest_row_.value_or(Time{}).time_since_epoch().count());
  for (const Source& source : sources_) state.put(source.values);
  for (const Check& check : checks_) {
    check.check->save(state);
    detectors::save(check.signal, state);
    state.put(std::string_view(check.text));
    state.put(static_cast<std::uint64_t>(check.panes));
    state.put(static_cast<std::uint64_t>(check.clean_panes));
  }
  if (compares_rows_) recent_.save(state);
  if (follows_labels_) {
    pace_.save(state);
    state.put(settled_);
  }
  state.put(static_cast<std::uint64_t>(positions_.size()));
  for (const Position position : positions_) state.put(position);
  doubtful_.save(state);
}

void QualityMonitor::load(detectors::StateReader& state) {
  state.get(learning_);
  pending_ = state.get<std::uint64_t>();
  const auto has_row = state.get<bool>();
  const Time newest(Duration(state.get<std::int64_t>()));
  newest_row_ = has_row ? std::optional(newest) : std::nullopt;
  const std::size_t most = learning_ ? sizes_.reference : 2 * pane_;
  if (pending_ >= (learning_ ? sizes_.reference : pane_) && !checks_.empty()) state.fail();
  for (Source& source : sources_) {
    state.get(source.values);
    if (source.values.size() > most) state.fail();
    const bool of_rows = source.input == QualityInput::values || source.input == QualityInput::rows;
    if (of_rows && source.values.size() < pending_) state.fail();
  }
  for (Check& check : checks_) {
    check.check->load(state);
    detectors::load(check.signal, state);
    state.get(check.text);
    check.panes = state.get<std::uint64_t>();
    check.clean_panes = state.get<std::uint64_t>();
    if (check.panes >= panes_ || check.clean_panes > panes_) state.fail();
  }
  if (compares_rows_) recent_.load(state);
  if (follows_labels_) {
    pace_.load(state);
    state.get(settled_);
    if (settled_.size() > pane_) state.fail();
  }
  const auto positions = state.get_count();
  positions_.clear();
  if (positions > positions_.capacity()) return state.fail();
  for (std::uint64_t i = 0; i < positions && !state.failed(); ++i) positions_.push_back(state.get<Position>());
  doubtful_.load(state);
}

}  // namespace driftd::engine
