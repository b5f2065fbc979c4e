#pragma once

// What systemd is told (sd_notify); without systemd nothing happens.

#include <chrono>
#include <optional>

namespace driftd::app {

void tell_ready();
void tell_reloading();
void tell_stopping();
/// The watchdog's beat: only told when the pipeline has just answered, so that a stuck daemon is restarted.
void tell_alive();
/// How often tell_alive() is to be called: half of what the unit's WatchdogSec allows.
std::optional<std::chrono::microseconds> watchdog_interval();

}  // namespace driftd::app
