#pragma once

// What `replay` and `send` share of their options: how late labels come, and which of the configured models is meant.

#include <expected>
#include <string>
#include <vector>

#include "daemon/engine/model_settings.h"
#include "daemon/replay/label_schedule.h"

namespace driftd::cli {

/// "1000" is rows, "24h" is time.
std::expected<replay::LabelDelay, std::string> parse_label_delay(const std::string& text);

/// The model of that name; the only one where the name is empty.
std::expected<engine::ModelSettings, std::string> choose_model(const std::vector<engine::ModelSettings>& models, const std::string& name);

}  // namespace driftd::cli
