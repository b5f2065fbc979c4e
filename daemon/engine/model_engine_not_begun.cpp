// Why an update that was owed, or would have been, did not begin: each reason once, for the history.

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "daemon/engine/model_engine.h"

namespace driftd::engine {
namespace {

std::string_view name_of(updaters::Trigger trigger) {
  constexpr std::string_view kNames[] = {"decay", "drift", "any", "never"};
  return kNames[static_cast<std::size_t>(trigger)];
}

}  // namespace

void ModelEngine::record_not_begun(const updaters::Cause& cause, std::string reason, const UpdateCycle::Emit& emit) {
  emit(NotBegunRecord{.number = ++not_begun_number_,
                      .job = cycle_.newest_job(),
                      .row = newest_row(),
                      .time = now_,
                      .kind = cause.kind,
                      .cause = cause.text,
                      .signal = cause.signal,
                      .reason = std::move(reason)});
}

/// What is owed stays so, but for now nothing begins.
void ModelEngine::wait_because(std::string reason, const UpdateCycle::Emit& emit) {
  if (policy_.owed() && not_begun_.is_news("", reason)) record_not_begun(*policy_.owed(), std::move(reason), emit);
}

/// An alarm that leads to nothing.
void ModelEngine::pass_over(const Finding& finding, const updaters::Cause& cause, std::string reason, const UpdateCycle::Emit& emit) {
  if (finding.alarm != Finding::Alarm::raised || !not_wanted_.is_news(finding.detector + " on " + finding.subject, reason)) return;
  record_not_begun(cause, std::move(reason), emit);
}

std::string ModelEngine::too_few_rows() const {
  return fmt::format("{} labelled rows are at hand, {} of them behind the change: too few to learn from and to judge by",
                     samples_.end() - samples_.first(),
                     samples_.end() - std::min(samples_.end(), std::max(samples_.first(), policy_.owed()->change)));
}

std::string ModelEngine::not_wanted() const {
  return fmt::format("the settings say to update on \"{}\", which this is not", name_of(settings_.update.on));
}

}  // namespace driftd::engine
