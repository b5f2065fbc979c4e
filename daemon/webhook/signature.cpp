#include "daemon/webhook/signature.h"

#include <fmt/format.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <charconv>
#include <optional>
#include <span>

#include "config/assertion.h"
#include "daemon/training/job.h"

namespace driftd::webhook {
namespace {

constexpr std::size_t kShortestSecret = 16;
constexpr std::size_t kLongestSecret = 4096;
constexpr std::size_t kLongestTimestamp = 12;
constexpr std::string_view kMethod = "sha256=";

std::string signature_of(std::string_view secret, std::string_view timestamp, std::string_view content) {
  const std::string text = fmt::format("{}.{}", timestamp, content);
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int length = 0;
  DRIFTD_ASSERT(HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()), reinterpret_cast<const unsigned char*>(text.data()),
                     text.size(), digest.data(), &length) != nullptr);
  std::string signature(kMethod);
  for (const unsigned char byte : std::span(digest).first(length)) signature += fmt::format("{:02x}", byte);
  return signature;
}

std::optional<config::Time> time_of(const std::string& timestamp) {
  std::int64_t seconds = 0;
  const char* const end = timestamp.data() + timestamp.size();
  const auto [stopped, error] = std::from_chars(timestamp.data(), end, seconds);
  if (error != std::errc() || stopped != end || timestamp.size() > kLongestTimestamp) return std::nullopt;
  return config::Time(std::chrono::seconds(seconds));
}

}  // namespace

std::expected<std::string, std::string> read_secret(const std::filesystem::path& file) {
  auto secret = training::read_text(file, kLongestSecret);  // through links: that is how orchestrators mount secrets
  if (!secret) return std::unexpected("the webhook's secret: " + secret.error());
  while (secret->ends_with('\n') || secret->ends_with('\r')) secret->pop_back();
  if (secret->size() < kShortestSecret)
    return std::unexpected(
        fmt::format("the webhook's secret: {} holds {} bytes, at least {} are needed", file.string(), secret->size(), kShortestSecret));
  return secret;
}

std::string signed_content(std::string_view method, std::string_view target, std::string_view body) {
  return body.empty() ? fmt::format("{} {}", method, target) : std::string(body);
}

Signature sign(std::string_view secret, std::string_view content, config::Time now) {
  Signature made{.timestamp = std::to_string(std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count()), .signature = {}};
  made.signature = signature_of(secret, made.timestamp, content);
  return made;
}

std::expected<void, std::string> verify(std::string_view secret, std::string_view content, const Signature& claimed, config::Time now,
                                        config::Duration skew) {
  if (claimed.timestamp.empty() || claimed.signature.empty())
    return std::unexpected(fmt::format("is not signed: {} and {} are needed", kTimestampHeader, kSignatureHeader));
  const auto time = time_of(claimed.timestamp);
  if (!time) return std::unexpected(fmt::format("{} is no time in whole Unix seconds", kTimestampHeader));
  const std::string right = signature_of(secret, claimed.timestamp, content);
  if (right.size() != claimed.signature.size() || CRYPTO_memcmp(right.data(), claimed.signature.data(), right.size()) != 0)
    return std::unexpected("is signed by another secret, or was changed on its way");
  if (*time < now - skew || *time > now + skew)
    return std::unexpected(
        fmt::format("was signed more than {} from the time here, {}", config::format_duration(skew), config::format_time(now)));
  return {};
}

}  // namespace driftd::webhook
