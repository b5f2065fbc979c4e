#include "daemon/registry/durable_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <system_error>
#include <utility>
#include <vector>

namespace driftd::registry {
namespace {

constexpr std::size_t kPiece = 256U << 10U;

std::unexpected<std::string> failure(std::string_view what, const std::filesystem::path& path, int error) {
  return std::unexpected(fmt::format("cannot {} {}: {}", what, path.string(), std::generic_category().message(error)));
}

std::expected<void, std::string> write_all(const Descriptor& file, std::span<const std::byte> bytes, const std::filesystem::path& path) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(file.number(), bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return failure("write", path, errno);
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
  return {};
}

std::expected<void, std::string> sync_file(const Descriptor& file, const std::filesystem::path& path) {
  if (::fsync(file.number()) != 0) return failure("sync", path, errno);
  return {};
}

}  // namespace

Descriptor::Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}

Descriptor& Descriptor::operator=(Descriptor&& other) noexcept {
  std::swap(number_, other.number_);
  return *this;
}

Descriptor::~Descriptor() {
  if (number_ >= 0) ::close(number_);
}

std::expected<ReadFile, std::string> ReadFile::open(const std::filesystem::path& path) {
  Descriptor descriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  if (descriptor.number() < 0 && errno == ELOOP) return std::unexpected(path.string() + " is a link; put the file itself there");
  if (descriptor.number() < 0) return failure("open", path, errno);
  struct stat facts{};
  if (::fstat(descriptor.number(), &facts) != 0) return failure("look at", path, errno);
  if (!S_ISREG(facts.st_mode)) return std::unexpected(path.string() + " is not a regular file");
  return ReadFile(std::move(descriptor), path);
}

std::expected<std::size_t, std::string> ReadFile::read(std::span<std::byte> into) const {
  for (;;) {
    const ssize_t got = ::read(descriptor_.number(), into.data(), into.size());
    if (got >= 0) return static_cast<std::size_t>(got);
    if (errno != EINTR) return failure("read", path_, errno);
  }
}

std::expected<FileDigest, std::string> copy_durably(const std::filesystem::path& from, const std::filesystem::path& to,
                                                    std::uint64_t limit) {
  auto source = ReadFile::open(from);
  if (!source) return std::unexpected(source.error());
  const Descriptor target(::open(to.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0640));
  if (target.number() < 0) return failure("make", to, errno);
  Sha256 hash;
  FileDigest digest;
  std::vector<std::byte> buffer(kPiece);
  for (;;) {
    const auto read = source->read(buffer);
    if (!read) return std::unexpected(read.error());
    if (*read == 0) break;
    digest.bytes += *read;
    if (digest.bytes > limit)
      return std::unexpected(fmt::format("{} is larger than the {} bytes that are left to it", from.string(), limit));
    hash.update(std::span(buffer).first(*read));
    if (auto written = write_all(target, std::span(buffer).first(*read), to); !written) return std::unexpected(written.error());
  }
  if (auto synced = sync_file(target, to); !synced) return std::unexpected(synced.error());
  digest.sha256 = hash.finish();
  return digest;
}

std::expected<void, std::string> write_durably(const std::filesystem::path& path, std::string_view text) {
  auto beside = path;
  beside += ".new";
  {
    const Descriptor file(::open(beside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0640));
    if (file.number() < 0) return failure("make", beside, errno);
    auto done = write_all(file, std::as_bytes(std::span(text)), beside);
    if (done) done = sync_file(file, beside);
    if (!done) return done;
  }
  if (auto renamed = rename_entry(beside, path); !renamed) return renamed;
  return sync_folder(path.parent_path());
}

std::expected<std::string, std::string> read_text(const std::filesystem::path& path, std::size_t limit) {
  auto file = ReadFile::open(path);
  if (!file) return std::unexpected(file.error());
  std::string text;
  std::vector<std::byte> buffer(16U << 10U);
  for (;;) {
    const auto read = file->read(buffer);
    if (!read) return std::unexpected(read.error());
    if (*read == 0) return text;
    if (text.size() + *read > limit) return std::unexpected(fmt::format("{} is larger than {} bytes", path.string(), limit));
    const std::size_t before = text.size();
    text.resize(before + *read);
    std::memcpy(text.data() + before, buffer.data(), *read);
  }
}

std::expected<void, std::string> sync_folder(const std::filesystem::path& folder) {
  const std::filesystem::path& path = folder.empty() ? std::filesystem::path(".") : folder;
  const Descriptor opened(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (opened.number() < 0) return failure("open", path, errno);
  return sync_file(opened, path);
}

std::expected<void, std::string> rename_entry(const std::filesystem::path& from, const std::filesystem::path& to) {
  if (::rename(from.c_str(), to.c_str()) != 0) return failure("rename " + from.string() + " to", to, errno);
  return {};
}

std::expected<void, std::string> ensure_folder(const std::filesystem::path& folder) {
  std::error_code error;
  if (std::filesystem::is_directory(folder, error)) return {};
  const auto above = folder.parent_path();
  if (!above.empty() && above != folder) {
    if (auto made = ensure_folder(above); !made) return made;
  }
  if (::mkdir(folder.c_str(), 0750) != 0 && errno != EEXIST) return failure("make the folder", folder, errno);
  return sync_folder(above);
}

}  // namespace driftd::registry
