#pragma once

// Streams replayed under the configurations that are shipped as examples.

#include <filesystem>
#include <fstream>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "config/json.h"
#include "daemon/replay/replay.h"
#include "tests/places.h"

namespace driftd::replay::tests {

inline engine::ModelSettings only_model(const std::string& text) {
  auto models = engine::read_models(text);
  if (!models) throw std::runtime_error(config::to_text(models.error()));
  return models->front();
}

/// The model of config/examples/NAME.json.
inline engine::ModelSettings example(const std::string& name) {
  std::ifstream stream(driftd::tests::source_folder() / "config/examples" / (name + ".json"));
  const auto json = config::Json::parse(stream);
  return only_model(config::Json{{"models", json["models"]}}.dump());
}

inline std::filesystem::path stream_file(const std::string& name) {
  return driftd::tests::streams_folder() / (name + ".csv.gz");
}

inline Report replayed(const std::filesystem::path& file, const engine::ModelSettings& settings, LabelDelay delay,
                       std::vector<std::uint64_t> changes = {}) {
  auto rows = streams::LabelledCsv::open(file, settings.schema(), {});
  if (!rows) throw std::runtime_error(rows.error());
  std::optional<ChangeDelays> delays;
  if (!changes.empty())
    delays = ChangeDelays::of({.rows = std::move(changes)}, static_cast<std::uint64_t>(settings.reference.first)).value();
  Replay replay(settings, delay, std::move(delays));
  streams::LabelledRow row;
  while ((*rows)->next(row).value()) replay.row(row);
  if (const auto finished = replay.finish(); !finished) throw std::runtime_error(finished.error());
  return replay.report();
}

inline double accuracy(const detectors::ScoreSums& sums) {
  return scores_of(sums)["accuracy"].get<double>();
}

}  // namespace driftd::replay::tests
