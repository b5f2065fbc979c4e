#include "daemon/cli/stream_options.h"

#include <charconv>

#include "config/suggestion.h"

namespace driftd::cli {

std::expected<replay::LabelDelay, std::string> parse_label_delay(const std::string& text) {
  std::uint64_t rows = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), rows);
  if (error == std::errc() && end == text.data() + text.size()) return replay::LabelDelay{.rows = rows};
  if (const auto time = config::parse_duration(text)) return replay::LabelDelay{.time = *time};
  return std::unexpected("--label-delay \"" + text + "\" is neither rows (1000) nor a duration (24h)");
}

std::expected<engine::ModelSettings, std::string> choose_model(const std::vector<engine::ModelSettings>& models, const std::string& name) {
  if (name.empty() && models.size() == 1) return models.front();
  std::vector<std::string> names;
  for (const auto& model : models) {
    if (model.name == name) return model;
    names.push_back(model.name);
  }
  if (name.empty()) return std::unexpected("the configuration has several models; choose one with --model" + config::did_you_mean("", names));
  return std::unexpected("the configuration has no model \"" + name + "\"" + config::did_you_mean(name, names));
}

}  // namespace driftd::cli
