#include "daemon/history/database.h"

#include <sqlite3.h>

#include <nlohmann/json.hpp>
#include <utility>

#include "config/assertion.h"

namespace driftd::history {
namespace {

constexpr int kBusyMilliseconds = 1000;  // someone's sqlite3 may hold the file for a moment
constexpr std::size_t kLongestText = 16U << 10U;

std::unexpected<std::string> failure(sqlite3* connection) {
  return std::unexpected(std::string(connection != nullptr ? sqlite3_errmsg(connection) : "out of memory"));
}

std::string as_utf8(std::string_view text) {
  const nlohmann::json json(text);
  return nlohmann::json::parse(json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace)).get<std::string>();
}

}  // namespace

void Statement::Finalize::operator()(sqlite3_stmt* statement) const {
  sqlite3_finalize(statement);
}

void Statement::bind(int index, std::uint64_t value) {
  bind(index, static_cast<std::int64_t>(value));
}

void Statement::bind(int index, std::int64_t value) {
  DRIFTD_ASSERT(sqlite3_bind_int64(statement_.get(), index, value) == SQLITE_OK);
}

void Statement::bind(int index, double value) {
  DRIFTD_ASSERT(sqlite3_bind_double(statement_.get(), index, value) == SQLITE_OK);
}

void Statement::bind(int index, std::string_view value) {
  const std::string text = as_utf8(value.substr(0, kLongestText));
  DRIFTD_ASSERT(sqlite3_bind_text64(statement_.get(), index, text.data(), text.size(), SQLITE_TRANSIENT, SQLITE_UTF8) == SQLITE_OK);
}

void Statement::bind_null(int index) {
  DRIFTD_ASSERT(sqlite3_bind_null(statement_.get(), index) == SQLITE_OK);
}

std::expected<Statement::Step, std::string> Statement::step() {
  switch (sqlite3_step(statement_.get())) {
    case SQLITE_ROW: return Step::row;
    case SQLITE_DONE: return Step::done;
    default: return failure(sqlite3_db_handle(statement_.get()));
  }
}

std::expected<void, std::string> Statement::run() {
  const auto stepped = step();
  reset();
  if (!stepped) return std::unexpected(stepped.error());
  return {};
}

void Statement::reset() {
  sqlite3_reset(statement_.get());
  sqlite3_clear_bindings(statement_.get());
}

bool Statement::is_null(int column) const {
  return sqlite3_column_type(statement_.get(), column) == SQLITE_NULL;
}

std::uint64_t Statement::count(int column) const {
  return static_cast<std::uint64_t>(integer(column));
}

std::int64_t Statement::integer(int column) const {
  return sqlite3_column_int64(statement_.get(), column);
}

double Statement::number(int column) const {
  return sqlite3_column_double(statement_.get(), column);
}

std::string Statement::text(int column) const {
  const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement_.get(), column));
  return text == nullptr ? "" : std::string(text, static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column)));
}

void Database::Close::operator()(sqlite3* connection) const {
  sqlite3_close_v2(connection);
}

std::expected<Database, std::string> Database::open(const std::filesystem::path& file, Access access) {
  const int flags = access == Access::write ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY;
  sqlite3* connection = nullptr;
  const int opened = sqlite3_open_v2(file.c_str(), &connection, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nullptr);
  Database database(connection);
  if (opened != SQLITE_OK) return failure(connection);
  sqlite3_busy_timeout(connection, kBusyMilliseconds);
  return database;
}

std::expected<void, std::string> Database::execute(const std::string& sql) {
  if (sqlite3_exec(connection_.get(), sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) return failure(connection_.get());
  return {};
}

std::expected<Statement, std::string> Database::prepare(std::string_view sql) {
  sqlite3_stmt* statement = nullptr;
  const int prepared =
      sqlite3_prepare_v3(connection_.get(), sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
  if (prepared != SQLITE_OK) return failure(connection_.get());
  return Statement(statement);
}

std::expected<std::string, std::string> Database::ask(std::string_view sql) {
  auto statement = prepare(sql);
  if (!statement) return std::unexpected(statement.error());
  const auto stepped = statement->step();
  if (!stepped) return std::unexpected(stepped.error());
  return *stepped == Statement::Step::row ? statement->text(0) : "";
}

bool Database::is_read_only() const {
  return sqlite3_db_readonly(connection_.get(), "main") != 0;
}

bool Database::in_transaction() const {
  return sqlite3_get_autocommit(connection_.get()) == 0;
}

std::uint64_t Database::changes() const {
  return static_cast<std::uint64_t>(sqlite3_changes64(connection_.get()));
}

std::expected<Transaction, std::string> Transaction::begin(Database& database) {
  if (auto begun = database.execute("BEGIN IMMEDIATE"); !begun) return std::unexpected(begun.error());
  return Transaction(database);
}

Transaction::Transaction(Transaction&& other) noexcept : database_(std::exchange(other.database_, nullptr)) {}

/// SQLite has rolled back by itself after some failures (a full disk, say).
Transaction::~Transaction() {
  if (database_ != nullptr && database_->in_transaction()) (void)database_->execute("ROLLBACK");
}

std::expected<void, std::string> Transaction::commit() {
  auto committed = database_->execute("COMMIT");
  if (committed) database_ = nullptr;
  return committed;
}

}  // namespace driftd::history
