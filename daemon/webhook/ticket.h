#pragma once

// What a job's folder remembers of its way to an orchestrator, so that a daemon that is started anew goes on waiting instead of asking for
// the same training twice. It is there before the first POST: one that was sent and whose answer was lost is sent again under the same key.
//
//   JOB/ticket.json     {"key", "submitted", "accepted", "status_url", "table_sha256", "rows", "first", "last"}
//   JOB/callback.json   what the orchestrator called back with
//
// The key is made of what is to be trained, job.json and the table's digest: another state folder, or other settings, give another key, and
// no orchestrator that remembers keys can answer with what it made of other rows.

#include <expected>
#include <filesystem>
#include <optional>
#include <string>

#include "daemon/engine/event.h"
#include "daemon/training/job.h"

namespace driftd::webhook {

struct Ticket {
  std::string key;
  config::Time submitted;
  bool accepted = false;
  std::string status_url;  // empty: there is nothing to be polled
  std::string table_sha256;
  std::uint64_t rows = 0;
  config::Time first;
  config::Time last;
};

std::string key_of(const training::Job& job, const std::string& table_sha256);

std::expected<void, std::string> write_ticket(const std::filesystem::path& folder, const Ticket& ticket);
/// Nothing where there is none, or none that can be read.
std::optional<Ticket> read_ticket(const std::filesystem::path& folder);
/// Nothing too where the job or its table is another one by now.
std::optional<Ticket> read_ticket_of(const training::Job& job, const std::filesystem::path& folder);

std::filesystem::path callback_file(const std::filesystem::path& folder);

}  // namespace driftd::webhook
