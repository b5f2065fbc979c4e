#include "daemon/webhook/exchange.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "daemon/api/http_client.h"
#include "daemon/webhook/signature.h"

namespace driftd::webhook {
namespace {

constexpr std::size_t kMostTold = 300;

bool is_good(unsigned status) {
  return status >= 200 && status <= 202;
}

/// 408 Request Timeout, 409 Conflict (the first one of this key is still looked at), 425 Too Early, 429 Too Many Requests, and whatever the
/// server says of itself.
bool may_change(unsigned status) {
  constexpr std::array kLater{408U, 409U, 425U, 429U};
  return status >= 500 || std::ranges::find(kLater, status) != kLater.end();
}

std::string told(const api::Response& answer) {
  std::string text = answer.body.substr(0, kMostTold);
  std::ranges::replace_if(text, [](char c) { return static_cast<unsigned char>(c) < ' '; }, ' ');
  if (answer.status / 100 == 3) text = "redirects are not followed";
  return fmt::format("answered {}{}{}", answer.status, text.empty() ? "" : ": ", text);
}

}  // namespace

std::optional<config::Duration> retry_after(const api::Response& answer) {
  const auto text = answer.header("Retry-After");
  if (!text) return std::nullopt;
  std::uint32_t seconds = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), seconds);
  if (error != std::errc() || end != text->data() + text->size()) return std::nullopt;
  return std::chrono::seconds(seconds);
}

std::expected<api::Response, Refusal> Exchange::send(const std::string& method, const api::HttpResource& to, const std::string& body,
                                                     std::uint64_t most, const std::string& key) const {
  const auto signature = sign(secret_, signed_content(method, to.target, body), clock_());
  api::FieldList headers{{kTimestampHeader, signature.timestamp}, {kSignatureHeader, signature.signature}};
  if (!key.empty()) headers.emplace_back("Idempotency-Key", key);
  const auto timeout = std::chrono::ceil<std::chrono::milliseconds>(settings_.timeout);
  api::HttpClient client(to.origin(), timeout, {.max_body = most, .cancelled = cancelled_});
  auto answer = client.request(method, to.target, body, "application/json", headers);
  if (!answer) return std::unexpected(Refusal{.why = answer.error(), .for_now = true, .retry_after = {}});
  if (is_good(answer->status)) return *std::move(answer);
  return std::unexpected(Refusal{.why = fmt::format("{} {} {}", method, to.url(), told(*answer)),
                                 .for_now = may_change(answer->status),
                                 .retry_after = retry_after(*answer)});
}

std::expected<void, std::string> Exchange::believe(const api::Response& answer) const {
  if (!settings_.signed_answers) return {};
  const auto header = [&](const char* name) { return std::string(answer.header(name).value_or("")); };
  const Signature claimed{.timestamp = header(kTimestampHeader), .signature = header(kSignatureHeader)};
  return verify(secret_, answer.body, claimed, clock_(), settings_.clock_skew);
}

}  // namespace driftd::webhook
