#pragma once

// SQLite as values: a connection and a prepared statement that close themselves, and failures that say what SQLite said. No more than the
// history needs of it.

#include <cstdint>
#include <expected>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace driftd::history {

/// A prepared statement; bound from 1, read from 0, as SQLite counts.
class Statement {
 public:
  enum class Step : std::uint8_t { row, done };

  void bind(int index, std::uint64_t value);
  void bind(int index, std::int64_t value);
  void bind(int index, double value);  // NaN becomes NULL
  /// At most 16 KiB; bytes that are no UTF-8 become U+FFFD.
  void bind(int index, std::string_view value);
  void bind_null(int index);
  /// Binds the values from 1 on.
  template <class... Values>
  Statement& with(const Values&... values) {
    int index = 0;
    (bind(++index, values), ...);
    return *this;
  }

  std::expected<Step, std::string> step();
  /// Steps once, expecting no row, and makes ready for the next values.
  std::expected<void, std::string> run();
  void reset();

  bool is_null(int column) const;
  std::uint64_t count(int column) const;
  std::int64_t integer(int column) const;
  double number(int column) const;
  std::string text(int column) const;

 private:
  friend class Database;
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const;
  };
  explicit Statement(sqlite3_stmt* statement) : statement_(statement) {}
  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
};

class Database {
 public:
  enum class Access : std::uint8_t { write, read };
  static std::expected<Database, std::string> open(const std::filesystem::path& file, Access access);

  /// One or more statements without values.
  std::expected<void, std::string> execute(const std::string& sql);
  std::expected<Statement, std::string> prepare(std::string_view sql);
  /// The first column of the first row.
  std::expected<std::string, std::string> ask(std::string_view sql);

  bool is_read_only() const;
  bool in_transaction() const;
  std::uint64_t changes() const;  // rows that the last statement changed

 private:
  struct Close {
    void operator()(sqlite3* connection) const;
  };
  explicit Database(sqlite3* connection) : connection_(connection) {}
  std::unique_ptr<sqlite3, Close> connection_;
};

/// Rolls back on destruction unless it was committed.
class Transaction {
 public:
  static std::expected<Transaction, std::string> begin(Database& database);
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  Transaction(Transaction&& other) noexcept;
  Transaction& operator=(Transaction&&) = delete;
  ~Transaction();
  std::expected<void, std::string> commit();

 private:
  explicit Transaction(Database& database) : database_(&database) {}
  Database* database_;
};

}  // namespace driftd::history
