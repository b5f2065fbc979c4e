#include "daemon/journal/segment.h"

#include <fcntl.h>
#include <sys/mman.h>

#include <algorithm>
#include <cerrno>
#include <vector>

#include "daemon/journal/segment_folder.h"

namespace driftd::journal {

namespace {

std::expected<OpenFile, JournalError> make_file(FileCalls& calls, const std::filesystem::path& path, const SegmentHeader& header,
                                                const std::filesystem::path* spare) {
  if (spare != nullptr) {
    // Synced before its first byte changes: after a crash no folder may show the new life of a file under the old one's name.
    if (auto done = rename_file(calls, *spare, path); !done) return std::unexpected(std::move(done.error()));
    if (auto done = sync_folder(calls, path.parent_path()); !done) return std::unexpected(std::move(done.error()));
  }
  auto file = OpenFile::open(path, O_RDWR | (spare != nullptr ? 0 : O_CREAT | O_TRUNC));
  if (!file) return file;
  if (spare == nullptr) {
    if (auto done = file->reserve(calls, header.size); !done) return std::unexpected(std::move(done.error()));
  }
  const auto bytes = write_header(header);
  auto durable = in_turn([&] { return file->write_at(calls, bytes, 0); }, [&] { return file->sync(calls); });
  if (!durable) return std::unexpected(std::move(durable.error()));
  return file;
}

}  // namespace

Segment::Segment(OpenFile file, std::filesystem::path path, const SegmentHeader& header)
    : file_(std::move(file)), path_(std::move(path)), header_(header) {}

Segment::~Segment() {
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-const-cast)
  if (!mapped_.empty()) ::munmap(const_cast<std::byte*>(mapped_.data()), mapped_.size());
  gone_->store(true, std::memory_order_release);
}

std::expected<std::shared_ptr<Segment>, JournalError> Segment::create(FileCalls& calls, const std::filesystem::path& folder,
                                                                      const SegmentHeader& header, const std::filesystem::path* spare) {
  const auto beside = unfinished_path(folder, header.base);
  const auto path = segment_path(folder, header.base);
  auto file = make_file(calls, beside, header, spare);
  if (!file) {
    std::error_code ignored;
    std::filesystem::remove(beside, ignored);  // on a full disk it would only be in the way
    return std::unexpected(std::move(file.error()));
  }
  std::shared_ptr<Segment> segment(new Segment(std::move(*file), path, header));
  auto done =
      in_turn([&] { return rename_file(calls, beside, path); }, [&] { return sync_folder(calls, folder); }, [&] { return segment->map(); });
  if (!done) return std::unexpected(std::move(done.error()));
  return segment;
}

std::expected<std::shared_ptr<Segment>, JournalError> Segment::open(FileCalls& calls, const std::filesystem::path& path, Access access) {
  auto file = OpenFile::open(path, access == Access::kWrite ? O_RDWR : O_RDONLY);
  if (!file) return std::unexpected(std::move(file.error()));
  const auto length = file->bytes();
  if (!length) return std::unexpected(length.error());
  std::vector<std::byte> block(std::min(*length, kHeaderBytes));
  if (auto done = file->read_at(block, 0); !done) return std::unexpected(std::move(done.error()));
  const auto header = read_header(block);
  if (!header) return std::unexpected(JournalError{.message = "cannot use " + path.string() + ": " + header.error(), .code = EILSEQ});
  if (segment_path(path.parent_path(), header->base) != path) {
    return std::unexpected(JournalError{.message = "cannot use " + path.string() + ": it holds the segment " +
                                                   segment_path({}, header->base).string() + "; was it renamed?",
                                        .code = EILSEQ});
  }
  if (access == Access::kWrite && *length < header->size) {
    if (auto done = file->reserve(calls, header->size); !done) return std::unexpected(std::move(done.error()));
  }
  std::shared_ptr<Segment> segment(new Segment(std::move(*file), path, *header));
  if (auto done = segment->map(); !done) return std::unexpected(std::move(done.error()));
  return segment;
}

std::expected<void, JournalError> Segment::map() {
  const auto length = file_.bytes();
  if (!length) return std::unexpected(length.error());
  const std::size_t bytes = std::min(*length, header_.size);
  void* address = ::mmap(nullptr, bytes, PROT_READ, MAP_SHARED, file_.descriptor(), 0);
  if (address == MAP_FAILED) return system_failure("map " + path_.string(), errno);
  mapped_ = {static_cast<const std::byte*>(address), bytes};
  return {};
}

std::expected<void, JournalError> Segment::load() const {
#if defined(MADV_POPULATE_READ)
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-const-cast)
  if (::madvise(const_cast<std::byte*>(mapped_.data()), mapped_.size(), MADV_POPULATE_READ) != 0 && errno != EINVAL && errno != ENOSYS) {
    return system_failure("read " + path_.string() + " (is the disk failing?)", errno == EFAULT ? EIO : errno);
  }
#endif
  return {};
}

std::span<const std::byte> Segment::tail(Position position) const {
  const std::uint64_t offset = position - header_.base;
  const std::uint64_t end = committed();
  if (position < header_.base || offset < kHeaderBytes || offset >= end) return {};
  return mapped_.subspan(offset, end - offset);
}

}  // namespace driftd::journal
