#pragma once

// Rows as they stand in the journal.

#include "daemon/engine/rows.h"
#include "daemon/journal/journal.h"

namespace driftd::app {

/// For the pipeline's thread, which writes the journal: no lock.
class WriterRows : public engine::Rows {
 public:
  explicit WriterRows(const journal::Journal& journal) : journal_(journal) {}
  std::span<const std::byte> at(engine::Position position) const override { return journal_.tail(position); }

 private:
  const journal::Journal& journal_;
};

/// For any other thread: what the journal held when this was made.
class PinnedRows : public engine::Rows {
 public:
  explicit PinnedRows(journal::Pin pin) : pin_(std::move(pin)) {}
  std::span<const std::byte> at(engine::Position position) const override { return pin_.tail(position); }

 private:
  journal::Pin pin_;
};

}  // namespace driftd::app
