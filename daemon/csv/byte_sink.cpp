#include "daemon/csv/byte_sink.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <utility>
#include <vector>

#include "daemon/csv/file_handle.h"

namespace driftd::csv {
namespace {

constexpr std::size_t kOutputBytes = 128U << 10U;
constexpr std::size_t kMostDeflatedAtOnce = 1U << 30U;
constexpr int kGzipWindow = 15 + 16;  // the largest window, and zlib's sign for "gzip"
constexpr int kDeflateMemory = 8;     // zlib's default
constexpr mode_t kMode = 0644;

std::string failure(const std::filesystem::path& path, std::string_view what, int error) {
  return fmt::format("{}: {}: {}", path.string(), what, std::generic_category().message(error));
}

class PlainSink final : public ByteSink {
 public:
  PlainSink(FileHandle file, std::filesystem::path path) : file_(std::move(file)), path_(std::move(path)) {}

  std::expected<void, std::string> write(std::string_view bytes) override {
    while (!bytes.empty()) {
      const ssize_t wrote = ::write(file_.get(), bytes.data(), bytes.size());
      if (wrote >= 0) {
        bytes.remove_prefix(static_cast<std::size_t>(wrote));
      } else if (errno != EINTR) {
        return std::unexpected(failure(path_, "cannot be written", errno));
      }
    }
    return {};
  }

  std::expected<void, std::string> finish() override {
    if (!file_.close()) return std::unexpected(failure(path_, "cannot be completed", errno));
    return {};
  }

 private:
  FileHandle file_;
  std::filesystem::path path_;
};

class GzipSink final : public ByteSink {
 public:
  explicit GzipSink(PlainSink file) : file_(std::move(file)), output_(kOutputBytes) {
    if (deflateInit2(&deflater_, Z_DEFAULT_COMPRESSION, Z_DEFLATED, kGzipWindow, kDeflateMemory, Z_DEFAULT_STRATEGY) != Z_OK)
      throw std::bad_alloc();
  }
  GzipSink(const GzipSink&) = delete;
  GzipSink& operator=(const GzipSink&) = delete;
  ~GzipSink() override { deflateEnd(&deflater_); }

  std::expected<void, std::string> write(std::string_view bytes) override {
    while (!bytes.empty()) {
      const auto part = bytes.substr(0, kMostDeflatedAtOnce);
      bytes.remove_prefix(part.size());
      if (auto written = compress(part, Z_NO_FLUSH); !written) return written;
    }
    return {};
  }

  std::expected<void, std::string> finish() override {
    if (auto written = compress({}, Z_FINISH); !written) return written;
    return file_.finish();
  }

 private:
  std::expected<void, std::string> compress(std::string_view bytes, int flush) {
    // zlib promises not to write to its input, but its type does not say so.
    deflater_.next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(bytes.data()));  // NOLINT(cppcoreguidelines-pro-type-const-cast)
    deflater_.avail_in = static_cast<uInt>(bytes.size());
    do {
      deflater_.next_out = reinterpret_cast<Bytef*>(output_.data());
      deflater_.avail_out = static_cast<uInt>(output_.size());
      deflate(&deflater_, flush);
      if (auto written = file_.write({output_.data(), output_.size() - deflater_.avail_out}); !written) return written;
    } while (deflater_.avail_out == 0);
    return {};
  }

  PlainSink file_;
  std::vector<char> output_;
  z_stream deflater_{};
};

}  // namespace

std::expected<std::unique_ptr<ByteSink>, std::string> ByteSink::create(const std::filesystem::path& path) {
  FileHandle handle(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, kMode));
  if (!handle.is_open()) return std::unexpected(failure(path, "cannot be created", errno));
  PlainSink file(std::move(handle), path);
  if (path.extension() == ".gz") return std::make_unique<GzipSink>(std::move(file));
  return std::make_unique<PlainSink>(std::move(file));
}

}  // namespace driftd::csv
