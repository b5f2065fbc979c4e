#pragma once

// Who sent it, and when: both sides know a secret, and what one of them sends carries
//
//   X-Driftd-Timestamp: 1769860800                    Unix seconds
//   X-Driftd-Signature: sha256=<hex of HMAC-SHA256(secret, timestamp "." content)>
//
// (RFC 2104). The content is the body. A request without one is signed for what it asks for, "GET /jobs/7": else the signature of a look
// at a job would do for its withdrawal. The timestamp is signed too, so that what somebody overheard is worth nothing a few minutes later.
// GitHub's webhooks have no timestamp, Stripe's have the same form as these.

#include <expected>
#include <filesystem>
#include <string>
#include <string_view>

#include "config/time.h"

namespace driftd::webhook {

constexpr const char* kTimestampHeader = "X-Driftd-Timestamp";
constexpr const char* kSignatureHeader = "X-Driftd-Signature";

/// The two headers' values.
struct Signature {
  std::string timestamp;
  std::string signature;
};

/// The file's bytes without the line end behind them; from 16 bytes to 4 KiB.
std::expected<std::string, std::string> read_secret(const std::filesystem::path& file);

/// What a request's signature is of.
std::string signed_content(std::string_view method, std::string_view target, std::string_view body);

Signature sign(std::string_view secret, std::string_view content, config::Time now);

/// The error says why it is not believed. The comparison takes as long for a signature that is nearly right as for any other.
std::expected<void, std::string> verify(std::string_view secret, std::string_view content, const Signature& claimed, config::Time now,
                                        config::Duration skew);

}  // namespace driftd::webhook
