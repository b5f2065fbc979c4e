#include "daemon/journal/checkpoint_store.h"

#include <fcntl.h>
#include <xxhash.h>

#include <fmt/format.h>
#include <algorithm>
#include <cstring>
#include <functional>
#include <memory>

namespace driftd::journal {

namespace {

constexpr std::uint64_t kMagic = 0x504b484344465244;  // "DRFDCHKP"
constexpr std::uint64_t kFormatVersion = 1;
constexpr std::size_t kKept = 2;

struct HeaderOnDisk {
  std::uint64_t magic;
  std::uint64_t version;
  std::uint64_t position;
  std::uint64_t length;
  std::uint64_t hash;
};
static_assert(sizeof(HeaderOnDisk) == 40);

std::uint64_t hash_of(const HeaderOnDisk& header, std::span<const std::byte> content) {
  const std::uint64_t head = XXH3_64bits(&header, offsetof(HeaderOnDisk, hash));
  return XXH3_64bits_withSeed(content.data(), content.size(), head);
}

std::unexpected<std::string> fault(const std::filesystem::path& path, std::string_view what) {
  return std::unexpected("passed over the checkpoint " + path.string() + ": " + std::string(what));
}

std::expected<Checkpoint, std::string> load(const std::filesystem::path& path, Position log_end) {
  const auto file = OpenFile::open(path, O_RDONLY);
  if (!file) return fault(path, file.error().message);
  const auto bytes = file->bytes();
  if (!bytes) return fault(path, bytes.error().message);
  HeaderOnDisk header{};
  if (const auto done = file->read_at(std::as_writable_bytes(std::span(&header, 1)), 0); !done) return fault(path, done.error().message);
  if (header.magic != kMagic) return fault(path, "it is not a checkpoint");
  if (header.version != kFormatVersion) return fault(path, fmt::format("its format is version {}, not {}", header.version, kFormatVersion));
  if (header.length != *bytes - sizeof header) return fault(path, "its length is not what it says");
  Checkpoint checkpoint{.position = header.position, .content = std::vector<std::byte>(header.length)};
  if (const auto done = file->read_at(checkpoint.content, sizeof header); !done) return fault(path, done.error().message);
  if (header.hash != hash_of(header, checkpoint.content)) return fault(path, "its hash does not match its content");
  if (header.position > log_end) return fault(path, fmt::format("it stands at {}, the journal ends at {}", header.position, log_end));
  return checkpoint;
}

}  // namespace

std::expected<void, JournalError> CheckpointStore::save(Position position, std::span<const std::byte> content) {
  std::error_code error;
  std::filesystem::create_directories(folder_, error);
  if (error) return system_failure("make the folder " + folder_.string(), error.value());
  HeaderOnDisk header{.magic = kMagic, .version = kFormatVersion, .position = position, .length = content.size(), .hash = 0};
  header.hash = hash_of(header, content);
  const auto beside = folder_ / "checkpoint.new";
  const auto file = OpenFile::open(beside, O_WRONLY | O_CREAT | O_TRUNC);
  if (!file) return std::unexpected(file.error());
  auto done = in_turn([&] { return file->write_at(*calls_, std::as_bytes(std::span(&header, 1)), 0); },
                      [&] { return file->write_at(*calls_, content, sizeof header); }, [&] { return file->sync(*calls_); },
                      [&] { return rename_file(*calls_, beside, folder_ / fmt::format("{:016x}.checkpoint", position)); },
                      [&] { return sync_folder(*calls_, folder_); });
  if (done) {
    remove_old();
  } else {
    std::filesystem::remove(beside, error);  // on a full disk it would only be in the way
  }
  return done;
}

LoadedCheckpoint CheckpointStore::load_newest(Position log_end) const {
  LoadedCheckpoint loaded;
  for (const auto& path : newest_first()) {
    auto checkpoint = load(path, log_end);
    if (checkpoint) {
      loaded.newest = std::move(*checkpoint);
      break;
    }
    loaded.complaints.push_back(std::move(checkpoint.error()));
  }
  return loaded;
}

std::vector<std::filesystem::path> CheckpointStore::newest_first() const {
  std::vector<std::filesystem::path> paths;
  std::error_code error;
  for (std::filesystem::directory_iterator entry(folder_, error), last; !error && entry != last; entry.increment(error)) {
    if (entry->path().extension() == ".checkpoint") paths.push_back(entry->path());
  }
  std::ranges::sort(paths, std::greater());
  return paths;
}

void CheckpointStore::remove_old() const {
  const auto paths = newest_first();
  for (std::size_t i = kKept; i < paths.size(); ++i) {
    std::error_code ignored;
    std::filesystem::remove(paths[i], ignored);
  }
}

}  // namespace driftd::journal
