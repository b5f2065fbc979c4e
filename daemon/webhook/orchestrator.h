#pragma once

// A training that an orchestrator does: Airflow, Argo, a training service, or thirty lines of Python that can verify a signature.
//
//   driftd                                              orchestrator
//   POST url  {"key", "folder", "table", "submitted", "deadline", "callback", "job"}, Idempotency-Key
//                                                       200 a result at once, or 202 with Location or "status_url"
//   GET status_url, every `poll` or as Retry-After says 200 {"status": "running" | "succeeded" | "failed", ...}
//                                                   or  POST callback, signed, with the same
//   GET each of "files"                                 the artefact, where it is not in the folder already
//   DELETE status_url                                   where the update was given up or the deadline has passed
//
// Nothing on this way is believed by its word: what leaves is signed (signature.h), what comes is bounded in size and time, what is fetched
// comes from the orchestrator's own origin and must have the digest that was promised. An answer that may be another one later (none at
// all, 408, 409, 425, 429, 5xx) is asked for again, the POST under its key (as in the IETF's draft on the Idempotency-Key header), a few
// times; a look at the status until the deadline, since orchestrators are redeployed while trainings run. Anything else is an end, and
// named.

#include <atomic>
#include <filesystem>
#include <functional>
#include <string>

#include "config/time.h"
#include "daemon/training/remote_trainer.h"
#include "updaters/trainer_settings.h"

namespace driftd::webhook {

class Orchestrator : public training::RemoteTrainer {
 public:
  using Clock = std::function<config::Time()>;

  /// `leaving`: the daemon is about to end; a job that is cancelled then is not withdrawn, it is asked for again at the next start.
  Orchestrator(updaters::WebhookSettings settings, Clock clock, const std::atomic<bool>& leaving)
      : settings_(std::move(settings)), clock_(std::move(clock)), leaving_(leaving) {}

  std::string name() const override;
  std::optional<engine::TrainingFacts> under_way(const training::Job& job, const std::filesystem::path& folder) const override;
  training::ProcessEnd train(const training::Job& job, const std::filesystem::path& folder, const engine::TrainingFacts& facts,
                             const std::atomic<bool>& cancelled) override;

 private:
  updaters::WebhookSettings settings_;
  Clock clock_;
  const std::atomic<bool>& leaving_;
};

}  // namespace driftd::webhook
