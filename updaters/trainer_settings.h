#pragma once

// Who trains: the built-in trainer, another program on this machine (docs/trainers.md), or an orchestrator elsewhere that is told by a
// webhook. Airflow, Argo or a training service are reached by a request and answer when they are done, minutes or hours later; what differs
// from a program is only who waits for whom, so that both are given the same folder and leave the same files in it.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "config/declaration.h"

namespace driftd::updaters {

/// An orchestrator: a job is POSTed to it, signed with a secret that both know. See daemon/webhook/.
struct WebhookSettings {
  std::string url;          // http://host:port/path
  std::string secret_file;  // read anew for each job, so that it can be changed
  config::Duration deadline = std::chrono::hours(1);
  config::Duration poll = std::chrono::seconds(10);
  config::Duration timeout = std::chrono::seconds(30);
  config::Duration clock_skew = std::chrono::minutes(5);
  std::string callback;  // http://host:port under which the orchestrator reaches driftd; empty: it is told the path only
  bool signed_answers = false;
  std::uint64_t max_artefact = 256ULL << 20U;
};

/// Either, or nothing: the built-in trainer.
struct TrainerSettings {
  std::vector<std::string> argv;
  std::optional<WebhookSettings> webhook;

  bool empty() const { return argv.empty() && !webhook; }
};

/// `["program", "argument"]` or `{"webhook": {...}}`.
config::Shape<TrainerSettings> trainer_shape();

}  // namespace driftd::updaters
