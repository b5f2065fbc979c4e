#include "updaters/gate/guards.h"

#include <fmt/format.h>

#include <algorithm>

#include "updaters/gate/fixed_tests.h"

namespace driftd::updaters {
namespace {

using config::Declaration;
using config::integer;
using config::maybe;
using config::number;
using config::object;

constexpr std::uint64_t kMostBytes = 1ULL << 42U;

Declaration<SegmentGuard> segment_declaration() {
  return Declaration<SegmentGuard>("no segment may be worse")
      .optional("margin", &SegmentGuard::margin, number({.min = 0, .below = 1e12}), "by more than this")
      .optional("min_rows", &SegmentGuard::min_rows, integer({.min = 10, .max = 1'000'000}), "segments of fewer rows are not asked")
      .optional("alpha", &SegmentGuard::alpha, number({.max = 0.5, .above = 0}), "chance that any segment that is not is taken for worse");
}

Declaration<ReplayGuard> replay_declaration() {
  return Declaration<ReplayGuard>("what was known before the change shall not be forgotten")
      .optional("rise", &ReplayGuard::rise, number({.min = 0, .below = 1e12}), "the mean loss may rise by this much")
      .optional("rows", &ReplayGuard::rows, integer({.min = 20, .max = 10'000}), "newest labelled rows from before the change");
}

Declaration<CalibrationGuard> calibration_declaration() {
  return Declaration<CalibrationGuard>("probabilities shall go on to mean what they say")
      .optional("rise", &CalibrationGuard::rise, number({.min = 0, .max = 1}), "the expected calibration error may rise by this much");
}

Declaration<LatencyGuard> latency_declaration() {
  return Declaration<LatencyGuard>("answers shall not come much later")
      .optional("times", &LatencyGuard::times, number({.max = 1e6, .above = 0}), "median time a row, at most so many times the champion's");
}

Declaration<SizeGuard> size_declaration() {
  return Declaration<SizeGuard>("how large an artefact may be")
      .optional("bytes", &SizeGuard::bytes, config::byte_size(1, kMostBytes), "at most");
}

Evidence not_asked(std::string name, const std::string& why) {
  return {.name = name, .text = fmt::format("{}: not asked, {}", name, why)};
}

struct Segment {
  std::vector<double> champion;
  std::vector<double> challenger;
};

std::vector<Segment> rows_by_segment(const PairedLosses& losses, const GuardInputs& inputs) {
  std::vector<Segment> segments(inputs.segments.size());
  const std::size_t features = losses.size() == 0 ? 0 : inputs.segment_of.size() / losses.size();
  for (std::size_t i = 0; i < losses.size() * features; ++i) {
    const std::uint32_t place = inputs.segment_of[i];
    if (place >= segments.size()) continue;
    segments[place].champion.push_back(losses.champion[i / features]);
    segments[place].challenger.push_back(losses.challenger[i / features]);
  }
  return segments;
}

void ask_segments(const SegmentGuard& guard, const PairedLosses& losses, const GuardInputs& inputs, MarginOf of,
                  std::vector<Evidence>& said) {
  if (inputs.segments.empty()) return said.push_back(not_asked("segments", "the model has none"));
  const auto segments = rows_by_segment(losses, inputs);
  const auto tested = static_cast<std::size_t>(std::ranges::count_if(
      segments, [&](const Segment& segment) { return segment.champion.size() >= static_cast<std::size_t>(guard.min_rows); }));
  if (tested == 0) return said.push_back(not_asked("segments", fmt::format("none has {} rows", guard.min_rows)));
  const Hypothesis not_worse{.claim = Claim::not_worse, .margin = guard.margin, .of = of};
  const double bar = guard.alpha / static_cast<double>(tested);
  for (std::size_t i = 0; i < segments.size(); ++i) {
    const Segment& segment = segments[i];
    if (segment.champion.size() < static_cast<std::size_t>(guard.min_rows)) continue;
    const PairedLosses own{.champion = segment.champion, .challenger = segment.challenger, .kind = losses.kind};
    const double p = test(GateTest::automatic, own, not_worse).p.worse;
    said.push_back(
        {.name = "segment " + inputs.segments[i],
         .holds = p > bar,
         .value = p,
         .bar = bar,
         .text = fmt::format("segment {}: loss {:.4g} against {:.4g} on {} rows, p that it is not worse by {:.4g}{}: {:.2g}, bar {:.2g}",
                             inputs.segments[i], mean_of(own.challenger), mean_of(own.champion), own.size(), guard.margin,
                             of == MarginOf::share ? " of the champion's" : "", p, bar)});
  }
}

Evidence ask_replay(const ReplayGuard& guard, const GuardInputs& inputs, MarginOf of) {
  if (inputs.replay_champion.empty()) return not_asked("replay", "there are no rows from before the change");
  const double champion = mean_of(inputs.replay_champion);
  const double challenger = mean_of(inputs.replay_challenger);
  const double bar = of == MarginOf::share ? guard.rise * champion : guard.rise;
  return {.name = "replay",
          .holds = challenger - champion <= bar,
          .value = challenger - champion,
          .bar = bar,
          .text = fmt::format("replay: on {} rows from before the change the loss is {:.4g} against {:.4g}, it may rise by {:.4g}",
                              inputs.replay_champion.size(), challenger, champion, bar)};
}

Evidence ask_calibration(const CalibrationGuard& guard, const GuardInputs& inputs) {
  if (!inputs.calibration_error) return not_asked("calibration", "the models do not both give probabilities");
  const auto [champion, challenger] = *inputs.calibration_error;
  return {
      .name = "calibration",
      .holds = challenger - champion <= guard.rise,
      .value = challenger - champion,
      .bar = guard.rise,
      .text = fmt::format("calibration: expected error {:.4f} against {:.4f}, it may rise by {:.4g}", challenger, champion, guard.rise)};
}

Evidence ask_latency(const LatencyGuard& guard, const GuardInputs& inputs) {
  if (!inputs.nanoseconds) return not_asked("latency", "it was not measured");
  const auto [champion, challenger] = *inputs.nanoseconds;
  const double bar = guard.times * champion;
  return {.name = "latency",
          .holds = challenger <= bar,
          .value = challenger,
          .bar = bar,
          .text = fmt::format("latency: {:.0f} ns a row against {:.0f}, at most {:.4g} times as much", challenger, champion, guard.times)};
}

Evidence ask_size(const SizeGuard& guard, const GuardInputs& inputs) {
  if (inputs.bytes == 0) return not_asked("size", "it is not known");
  return {.name = "size",
          .holds = inputs.bytes <= guard.bytes,
          .value = static_cast<double>(inputs.bytes),
          .bar = static_cast<double>(guard.bytes),
          .text = fmt::format("size: {} bytes, at most {}", inputs.bytes, guard.bytes)};
}

}  // namespace

const Declaration<GuardSettings>& guards_declaration() {
  static const auto declaration =
      Declaration<GuardSettings>("what may not get worse")
          .optional("segments", &GuardSettings::segments, maybe(object(segment_declaration())), "the model's segments, each by itself")
          .optional("replay", &GuardSettings::replay, maybe(object(replay_declaration())), "rows from before the change")
          .optional("calibration", &GuardSettings::calibration, maybe(object(calibration_declaration())), "how true the probabilities are")
          .optional("latency", &GuardSettings::latency, maybe(object(latency_declaration())), "time to answer")
          .optional("size", &GuardSettings::size, maybe(object(size_declaration())), "of the artefact");
  return declaration;
}

std::vector<Evidence> ask_guards(const GuardSettings& settings, const PairedLosses& losses, const GuardInputs& inputs, MarginOf of) {
  std::vector<Evidence> said;
  if (settings.segments) ask_segments(*settings.segments, losses, inputs, of, said);
  if (settings.replay) said.push_back(ask_replay(*settings.replay, inputs, of));
  if (settings.calibration) said.push_back(ask_calibration(*settings.calibration, inputs));
  if (settings.latency) said.push_back(ask_latency(*settings.latency, inputs));
  if (settings.size) said.push_back(ask_size(*settings.size, inputs));
  return said;
}

}  // namespace driftd::updaters
