#pragma once

// An orchestrator that calls back: POST /v1/models/{m}/jobs/{j}/result with an answer (answer.h), signed as everything is (signature.h). It
// must bear the job's key: the signature is of the body alone, and without the key what was said of one job could be said of another.
//
// What has been taken lies in the job's folder before the orchestrator hears so; whoever waits for the job finds it there, after a restart
// too. The first counts, and saying it again does no harm.

#include <cstdint>
#include <filesystem>
#include <string>

#include "config/time.h"
#include "daemon/webhook/signature.h"
#include "updaters/trainer_settings.h"

namespace driftd::webhook {

struct Callback {
  Signature signature;
  std::string body;
};

struct CallbackReply {
  enum class Result : std::uint8_t { taken, not_signed, malformed, unknown_job, failed };
  Result result = Result::taken;
  std::string message;  // why not
};

CallbackReply take_callback(const std::filesystem::path& folder, const updaters::WebhookSettings& settings, const Callback& callback,
                            config::Time now);

}  // namespace driftd::webhook
