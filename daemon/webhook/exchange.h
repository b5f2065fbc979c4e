#pragma once

// One request to the orchestrator, signed, and what it came to: an answer, no answer for now, or one that ends the matter.

#include <atomic>
#include <expected>
#include <functional>
#include <optional>
#include <string>

#include "config/time.h"
#include "daemon/api/http_message.h"
#include "daemon/api/http_url.h"
#include "updaters/trainer_settings.h"

namespace driftd::webhook {

struct Refusal {
  std::string why;
  bool for_now = false;  // the same may go well another time
  std::optional<config::Duration> retry_after;
};

class Exchange {
 public:
  using Clock = std::function<config::Time()>;

  /// `cancelled` ends a request under way; null: nothing does.
  Exchange(const updaters::WebhookSettings& settings, std::string secret, Clock clock, const std::atomic<bool>* cancelled)
      : settings_(settings), secret_(std::move(secret)), clock_(std::move(clock)), cancelled_(cancelled) {}

  /// An answer of 200, 201 or 202 of at most `most` bytes; else a refusal. `key`: that of the job, for a POST.
  std::expected<api::Response, Refusal> send(const std::string& method, const api::HttpResource& to, const std::string& body,
                                             std::uint64_t most, const std::string& key = "") const;
  /// An answer's signature, where the settings want one.
  std::expected<void, std::string> believe(const api::Response& answer) const;

 private:
  const updaters::WebhookSettings& settings_;
  std::string secret_;
  Clock clock_;
  const std::atomic<bool>* cancelled_;
};

/// The seconds of a Retry-After; nothing where there are none (dates are not read).
std::optional<config::Duration> retry_after(const api::Response& answer);

}  // namespace driftd::webhook
