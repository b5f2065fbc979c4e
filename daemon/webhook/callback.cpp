#include "daemon/webhook/callback.h"

#include <mutex>

#include "daemon/registry/durable_file.h"
#include "daemon/webhook/answer.h"
#include "daemon/webhook/ticket.h"

namespace driftd::webhook {

namespace fs = std::filesystem;

namespace {

/// Of two that come at the same time one is the first.
CallbackReply keep(const fs::path& file, const std::string& body) {
  static std::mutex one_at_a_time;
  const std::lock_guard lock(one_at_a_time);
  std::error_code error;
  if (fs::exists(file, error)) return {};
  if (auto kept = registry::write_durably(file, body); !kept)
    return {.result = CallbackReply::Result::failed, .message = "the result could not be kept: " + kept.error()};
  return {};
}

}  // namespace

CallbackReply take_callback(const fs::path& folder, const updaters::WebhookSettings& settings, const Callback& callback, config::Time now) {
  using Result = CallbackReply::Result;
  const auto secret = read_secret(settings.secret_file);
  if (!secret) return {.result = Result::failed, .message = secret.error()};
  if (const auto believed = verify(*secret, callback.body, callback.signature, now, settings.clock_skew); !believed)
    return {.result = Result::not_signed, .message = "the result " + believed.error()};
  const auto answer = read_answer(callback.body);
  if (!answer) return {.result = Result::malformed, .message = "the result " + answer.error()};
  if (!answer->is_final()) return {.result = Result::malformed, .message = "the result's \"status\" must be \"succeeded\" or \"failed\""};
  const auto ticket = read_ticket(folder);
  if (!ticket) return {.result = Result::unknown_job, .message = "no such job is under way"};
  if (answer->key != ticket->key)
    return {.result = Result::unknown_job, .message = "the result's \"key\" is not that of the job under way"};
  return keep(callback_file(folder), callback.body);
}

}  // namespace driftd::webhook
