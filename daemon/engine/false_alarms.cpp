#include "daemon/engine/false_alarms.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <string_view>

namespace driftd::engine {

namespace {

using Per = decltype(FalseAlarmSettings::per);

constexpr std::int64_t kFewestEvents = 100;
constexpr std::int64_t kMostEvents = 1'000'000'000'000;
constexpr Duration kShortest = std::chrono::minutes(1);
constexpr std::string_view kEvents = " events";

std::optional<Per> parse_per(std::string_view text) {
  if (!text.ends_with(kEvents)) {
    const auto duration = config::parse_duration(text);
    return duration && *duration >= kShortest ? std::optional<Per>(*duration) : std::nullopt;
  }
  text.remove_suffix(kEvents.size());
  std::int64_t count = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  const bool whole = error == std::errc() && end == text.data() + text.size();
  return whole && count >= kFewestEvents && count <= kMostEvents ? std::optional<Per>(FalseAlarmSettings::Events{count}) : std::nullopt;
}

std::string format_per(const Per& per) {
  if (const auto* events = std::get_if<FalseAlarmSettings::Events>(&per)) return fmt::format("{}{}", events->count, kEvents);
  return config::format_duration(std::get<Duration>(per));
}

config::Shape<Per> per_shape() {
  return {
      .read =
          [](Per& per, const config::Json& json, const std::string& path, config::Problems& problems) {
            const auto read = json.is_string() ? parse_per(json.get_ref<const std::string&>()) : std::nullopt;
            if (read) {
              per = *read;
            } else {
              problems.push_back(
                  {path, R"(must be a time of at least 1m, such as "30d", or a number of at least 100 events, such as "100000 events")"});
            }
          },
      .write = [](const Per& per) { return config::Json(format_per(per)); },
      .schema = {{"type", "string"}, {"pattern", R"(^([0-9]+ events|([0-9]+(ms|[smhd]))+)$)"}}};
}

}  // namespace

config::Declaration<FalseAlarmSettings> false_alarms_declaration() {
  return config::Declaration<FalseAlarmSettings>("how often the model may cry wolf")
      .optional("at_most", &FalseAlarmSettings::at_most, config::integer({.min = 1, .max = 1000}),
                "false alarms that may be expected in the period")
      .optional("per", &FalseAlarmSettings::per, per_shape(), "the period: a time by the events' own clock, or a number of events")
      .optional("discoveries", &FalseAlarmSettings::discoveries,
                config::one_of<Earning>({{"none", Earning::none}, {"lord", Earning::lord}, {"saffron", Earning::saffron}}),
                "what the alarms of one check of the data earn for the others: nothing, or level by LORD++ or by SAFFRON")
      .optional("wrong", &FalseAlarmSettings::wrong, config::number({.max = 0.25, .above = 0}),
                "the share of false ones among the alarms that such level brings");
}

AlarmBudget::AlarmBudget(const FalseAlarmSettings& settings, std::size_t quality_checks, std::size_t data_rules)
    : settings_(settings),
      discoveries_(settings.discoveries, settings.wrong, data_rules),
      quality_share_((data_rules == 0 ? 1.0 : 0.5) / static_cast<double>(std::max<std::size_t>(quality_checks, 1))),
      data_share_((1 - discoveries_.kept_back()) * (quality_checks == 0 ? 1.0 : 0.5) /
                  static_cast<double>(std::max<std::size_t>(data_rules, 1))) {}

/// Of the whole model.
double AlarmBudget::allowed(Time time, Time& newest) const {
  const auto at_most = static_cast<double>(settings_.at_most);
  if (const auto* per = std::get_if<FalseAlarmSettings::Events>(&settings_.per)) return at_most / static_cast<double>(per->count);
  const Duration passed = newest == Time() ? Duration(0) : std::max(time - newest, Duration(0));
  newest = std::max(newest, time);
  return at_most * static_cast<double>(passed.count()) / static_cast<double>(std::get<Duration>(settings_.per).count());
}

void AlarmBudget::save(detectors::StateWriter& state) const {
  state.put(newest_outcome_.time_since_epoch().count());
  state.put(newest_row_.time_since_epoch().count());
  discoveries_.save(state);
}

void AlarmBudget::load(detectors::StateReader& state) {
  newest_outcome_ = Time(Duration(state.get<std::int64_t>()));
  newest_row_ = Time(Duration(state.get<std::int64_t>()));
  discoveries_.load(state);
}

}  // namespace driftd::engine
