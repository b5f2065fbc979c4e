#include "daemon/registry/sha256.h"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <vector>

#include "config/assertion.h"
#include "daemon/registry/durable_file.h"

namespace driftd::registry {
namespace {

constexpr std::size_t kPiece = 256U << 10U;

struct FreeContext {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};

}  // namespace

struct Sha256::Context {
  std::unique_ptr<EVP_MD_CTX, FreeContext> evp{EVP_MD_CTX_new()};
};

Sha256::Sha256() : context_(std::make_unique<Context>()) {
  DRIFTD_ASSERT(context_->evp != nullptr && EVP_DigestInit_ex(context_->evp.get(), EVP_sha256(), nullptr) == 1);
}

Sha256::~Sha256() = default;

void Sha256::update(std::span<const std::byte> bytes) {
  DRIFTD_ASSERT(EVP_DigestUpdate(context_->evp.get(), bytes.data(), bytes.size()) == 1);
}

std::string Sha256::finish() {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int length = 0;
  DRIFTD_ASSERT(EVP_DigestFinal_ex(context_->evp.get(), digest.data(), &length) == 1);
  std::string hex;
  for (const unsigned char byte : std::span(digest).first(length)) hex += fmt::format("{:02x}", byte);
  return hex;
}

std::string sha256_of(std::string_view bytes) {
  Sha256 hash;
  hash.update(std::as_bytes(std::span(bytes)));
  return hash.finish();
}

std::expected<FileDigest, std::string> sha256_of_file(const std::filesystem::path& path) {
  auto file = ReadFile::open(path);
  if (!file) return std::unexpected(file.error());
  Sha256 hash;
  FileDigest digest;
  std::vector<std::byte> buffer(kPiece);
  for (;;) {
    const auto read = file->read(buffer);
    if (!read) return std::unexpected(read.error());
    if (*read == 0) break;
    hash.update(std::span(buffer).first(*read));
    digest.bytes += *read;
  }
  digest.sha256 = hash.finish();
  return digest;
}

bool is_sha256(std::string_view text) {
  return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

}  // namespace driftd::registry
