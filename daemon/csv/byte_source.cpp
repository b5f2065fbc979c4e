#include "daemon/csv/byte_source.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <zlib.h>

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <utility>
#include <vector>

#include "daemon/csv/file_handle.h"

namespace driftd::csv {
namespace {

constexpr std::size_t kInputBytes = 128U << 10U;
constexpr int kGzipWindow = 15 + 16;  // the largest window, and zlib's sign for "gzip"

std::string reason_of(int error) {
  return std::generic_category().message(error);
}

/// The file as it lies on disk, with what was looked at ahead put back in front.
class RawFile {
 public:
  RawFile(FileHandle file, std::uint64_t total) : file_(std::move(file)), total_(total) {}

  std::expected<std::size_t, std::string> read(std::span<char> into) {
    while (true) {
      const ssize_t got = ::read(file_.get(), into.data(), into.size());
      if (got >= 0) {
        bytes_read_ += static_cast<std::uint64_t>(got);
        return static_cast<std::size_t>(got);
      }
      if (errno != EINTR) return std::unexpected("cannot be read: " + reason_of(errno));
    }
  }

  std::uint64_t bytes_read() const { return bytes_read_; }
  std::uint64_t bytes_total() const { return total_; }

 private:
  FileHandle file_;
  std::uint64_t total_;
  std::uint64_t bytes_read_ = 0;
};

class PlainSource final : public ByteSource {
 public:
  PlainSource(RawFile file, std::vector<char> looked_at) : file_(std::move(file)), looked_at_(std::move(looked_at)) {}

  std::expected<std::size_t, std::string> read(std::span<char> into) override {
    if (given_ == looked_at_.size()) return file_.read(into);
    const std::size_t count = std::min(into.size(), looked_at_.size() - given_);
    std::copy_n(looked_at_.data() + given_, count, into.data());
    given_ += count;
    return count;
  }

  std::uint64_t bytes_read() const override { return file_.bytes_read(); }
  std::uint64_t bytes_total() const override { return file_.bytes_total(); }

 private:
  RawFile file_;
  std::vector<char> looked_at_;
  std::size_t given_ = 0;
};

class GzipSource final : public ByteSource {
 public:
  GzipSource(RawFile file, const std::vector<char>& looked_at) : file_(std::move(file)), input_(kInputBytes), filled_(looked_at.size()) {
    std::copy(looked_at.begin(), looked_at.end(), input_.begin());
    if (inflateInit2(&inflater_, kGzipWindow) != Z_OK) throw std::bad_alloc();
  }
  GzipSource(const GzipSource&) = delete;
  GzipSource& operator=(const GzipSource&) = delete;
  ~GzipSource() override { inflateEnd(&inflater_); }

  std::expected<std::size_t, std::string> read(std::span<char> into) override {
    while (true) {
      if (taken_ == filled_) {
        const auto got = refill();
        if (!got) return std::unexpected(got.error());
        if (*got == 0 && between_members_) return 0;
        if (*got == 0) return std::unexpected("the gzip data ends too early: the file is cut short");
      }
      const auto made = inflate_some(into);
      if (!made || *made > 0) return made;
    }
  }

  std::uint64_t bytes_read() const override { return file_.bytes_read(); }
  std::uint64_t bytes_total() const override { return file_.bytes_total(); }

 private:
  std::expected<std::size_t, std::string> refill() {
    const auto got = file_.read(input_);
    taken_ = 0;
    filled_ = got.value_or(0);
    return got;
  }

  // A gzip file is one member or several in a row, as `cat a.gz b.gz` makes it.
  std::expected<std::size_t, std::string> inflate_some(std::span<char> into) {
    between_members_ = false;
    inflater_.next_in = reinterpret_cast<Bytef*>(input_.data() + taken_);
    inflater_.avail_in = static_cast<uInt>(filled_ - taken_);
    inflater_.next_out = reinterpret_cast<Bytef*>(into.data());
    inflater_.avail_out = static_cast<uInt>(std::min<std::size_t>(into.size(), 1U << 30U));
    const uInt room = inflater_.avail_out;
    const int result = inflate(&inflater_, Z_NO_FLUSH);
    if (result != Z_OK && result != Z_STREAM_END && result != Z_BUF_ERROR) {
      return std::unexpected(fmt::format("the gzip data is damaged: {}", inflater_.msg != nullptr ? inflater_.msg : "unexpected content"));
    }
    taken_ = filled_ - inflater_.avail_in;
    if (result == Z_STREAM_END) {
      inflateReset(&inflater_);
      between_members_ = true;
    }
    return static_cast<std::size_t>(room - inflater_.avail_out);
  }

  RawFile file_;
  std::vector<char> input_;
  std::size_t taken_ = 0;
  std::size_t filled_ = 0;
  bool between_members_ = false;
  z_stream inflater_{};
};

/// As many of the first two bytes as there are.
std::expected<std::vector<char>, std::string> look_at_start(RawFile& file) {
  std::vector<char> start(2);
  std::size_t have = 0;
  while (have < start.size()) {
    const auto got = file.read(std::span(start).subspan(have));
    if (!got) return std::unexpected(got.error());
    if (*got == 0) break;
    have += *got;
  }
  start.resize(have);
  return start;
}

}  // namespace

std::expected<std::unique_ptr<ByteSource>, std::string> ByteSource::open(const std::filesystem::path& path) {
  FileHandle handle(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!handle.is_open()) return std::unexpected(fmt::format("{}: cannot be opened: {}", path.string(), reason_of(errno)));
  struct stat status{};
  const bool sized = ::fstat(handle.get(), &status) == 0 && S_ISREG(status.st_mode);
  RawFile file(std::move(handle), sized ? static_cast<std::uint64_t>(status.st_size) : 0);
  auto start = look_at_start(file);
  if (!start) return std::unexpected(fmt::format("{}: {}", path.string(), start.error()));
  const bool gzip = *start == std::vector<char>{'\x1f', '\x8b'};
  if (gzip) return std::make_unique<GzipSource>(std::move(file), *start);
  return std::make_unique<PlainSource>(std::move(file), std::move(*start));
}

}  // namespace driftd::csv
