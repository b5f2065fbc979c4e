#include "daemon/webhook/ticket.h"

#include <fmt/format.h>

#include "config/declaration.h"
#include "daemon/registry/durable_file.h"
#include "daemon/registry/sha256.h"

namespace driftd::webhook {
namespace {

using config::Declaration;
using config::Json;
using config::text;
namespace fs = std::filesystem;

constexpr std::size_t kLargestTicket = 64U << 10U;
constexpr std::size_t kKeyDigits = 32;
constexpr std::int64_t kAnyNumber = std::numeric_limits<std::int64_t>::max();

/// As it stands in the file: times and counts in what JSON has.
struct TicketFile {
  std::string key;
  std::string submitted;
  bool accepted = false;
  std::string status_url;
  std::string table_sha256;
  std::int64_t rows = 0;
  std::string first;
  std::string last;
};

const Declaration<TicketFile>& ticket_declaration() {
  static const auto declaration =
      Declaration<TicketFile>("a job on its way to an orchestrator")
          .required("key", &TicketFile::key, text({.min_length = 1, .max_length = 255}), "of the job")
          .required("submitted", &TicketFile::submitted, text({.max_length = 64}), "when the first POST was sent")
          .required("accepted", &TicketFile::accepted, config::boolean(), "whether the orchestrator has said so")
          .required("status_url", &TicketFile::status_url, text({.max_length = 4096}), "where it is polled")
          .required("table_sha256", &TicketFile::table_sha256, text({.max_length = 64}), "of train.csv")
          .required("rows", &TicketFile::rows, config::integer({.min = 0, .max = kAnyNumber}), "in it")
          .required("first", &TicketFile::first, text({.max_length = 64}), "prediction among them")
          .required("last", &TicketFile::last, text({.max_length = 64}), "prediction among them");
  return declaration;
}

fs::path ticket_file(const fs::path& folder) {
  return folder / "ticket.json";
}

}  // namespace

std::string key_of(const training::Job& job, const std::string& table_sha256) {
  const auto digest = registry::sha256_of(training::to_json(job).dump() + table_sha256);
  return fmt::format("{}-{}-{}", job.model, job.number, digest.substr(0, kKeyDigits));
}

std::expected<void, std::string> write_ticket(const fs::path& folder, const Ticket& ticket) {
  const TicketFile file{.key = ticket.key,
                        .submitted = config::format_time(ticket.submitted),
                        .accepted = ticket.accepted,
                        .status_url = ticket.status_url,
                        .table_sha256 = ticket.table_sha256,
                        .rows = static_cast<std::int64_t>(ticket.rows),
                        .first = config::format_time(ticket.first),
                        .last = config::format_time(ticket.last)};
  return registry::write_durably(ticket_file(folder), ticket_declaration().write(file).dump(2));
}

std::optional<Ticket> read_ticket(const fs::path& folder) {
  const auto text = registry::read_text(ticket_file(folder), kLargestTicket);
  if (!text) return std::nullopt;
  const auto json = config::parse_json(*text);
  if (!json) return std::nullopt;
  TicketFile file;
  config::Problems problems;
  ticket_declaration().read(file, *json, "", problems);
  const auto submitted = config::parse_time(file.submitted);
  const auto first = config::parse_time(file.first);
  const auto last = config::parse_time(file.last);
  if (!problems.empty() || !submitted || !first || !last) return std::nullopt;
  return Ticket{.key = file.key,
                .submitted = *submitted,
                .accepted = file.accepted,
                .status_url = file.status_url,
                .table_sha256 = file.table_sha256,
                .rows = static_cast<std::uint64_t>(file.rows),
                .first = *first,
                .last = *last};
}

std::optional<Ticket> read_ticket_of(const training::Job& job, const fs::path& folder) {
  auto ticket = read_ticket(folder);
  if (!ticket || ticket->key != key_of(job, ticket->table_sha256)) return std::nullopt;
  const auto digest = registry::sha256_of_file(folder / "train.csv");
  if (!digest || digest->sha256 != ticket->table_sha256) return std::nullopt;
  return ticket;
}

fs::path callback_file(const fs::path& folder) {
  return folder / "callback.json";
}

}  // namespace driftd::webhook
