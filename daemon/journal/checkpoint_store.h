#pragma once

// Checkpoints: what the engine knew at a position of the log, so that a restart need not read the log from its beginning. A checkpoint is
// only a short cut: a damaged one is passed over for the one before it, and with none at all the log still says everything it holds. Each
// carries its format's version, its position and an XXH3 hash (Collet, xxhash.com) of both and of its content; the newest two are kept.

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "daemon/journal/durable_file.h"
#include "daemon/journal/position.h"

namespace driftd::journal {

struct Checkpoint {
  Position position = 0;
  std::vector<std::byte> content;
};

struct LoadedCheckpoint {
  std::optional<Checkpoint> newest;     ///< the newest whole one
  std::vector<std::string> complaints;  ///< one for each that was passed over
};

/// One thread at a time.
class CheckpointStore {
 public:
  explicit CheckpointStore(std::filesystem::path folder, FileCalls& calls = FileCalls::system())
      : folder_(std::move(folder)), calls_(&calls) {}

  /// Durable when it returns; replaces one of the same position. On an error those there were are still there.
  std::expected<void, JournalError> save(Position position, std::span<const std::byte> content);
  /// `log_end`: checkpoints from beyond the journal's end are passed over, since the log they speak of is gone.
  LoadedCheckpoint load_newest(Position log_end = kNowhere) const;

 private:
  std::vector<std::filesystem::path> newest_first() const;
  void remove_old() const;

  std::filesystem::path folder_;
  FileCalls* calls_;
};

}  // namespace driftd::journal
