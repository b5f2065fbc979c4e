#pragma once

// Rows from a CSV file (RFC 4180): fields between commas, rows between line ends (LF or CRLF), the first row the header. A field that holds
// a comma, a quote or a line end stands in quotes, and a quote within it is doubled. Blank lines are passed over, except where the file has
// but one column: there they are rows. A UTF-8 byte order mark is passed over; beyond that the bytes of a field are given as they are.
//
// Fields are views into one buffer, so that in the steady state nothing is copied but doubled quotes, and nothing is allocated.

#include <cstdint>
#include <expected>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/csv/byte_source.h"

namespace driftd::csv {

struct CsvLimits {
  std::size_t columns = 4096;
  std::size_t field_bytes = 1U << 20U;
  std::size_t row_bytes = 64U << 20U;
};

class CsvReader {
 public:
  /// Opens a plain or gzip file (told by its first bytes) and reads its header. Errors name the file and the line.
  static std::expected<std::unique_ptr<CsvReader>, std::string> open(const std::filesystem::path& path, CsvLimits limits = {});

  /// The columns' names, each one different.
  std::span<const std::string> header() const { return header_; }

  /// The next row, as many fields as the header has; false at the end. The views hold until the next call. An error names the file and the
  /// line, and is final: every later call gives it again.
  std::expected<bool, std::string> next(std::vector<std::string_view>& fields);

  /// The line on which the last row began, from 1.
  std::uint64_t line() const { return line_; }
  /// "file:line", for a caller's own message on the last row.
  std::string place() const;

  /// Progress through the file as it lies on disk. The total is 0 where it is unknown (a pipe).
  std::uint64_t bytes_read() const { return source_->bytes_read(); }
  std::uint64_t bytes_total() const { return source_->bytes_total(); }

 private:
  // Where the scan stands: before a field, in one without quotes, in one with quotes, after a quote in it (its end, or the first of two),
  // after a CR.
  enum class At : std::uint8_t { start, plain, quoted, after_quote, after_return };
  enum class Found : std::uint8_t { more, row, blank, end };

  // Offsets are from the row's first byte: the buffer's content moves when it is refilled.
  struct Cell {
    std::size_t begin = 0;
    std::size_t end = 0;
    bool doubled_quotes = false;
  };

  CsvReader(std::unique_ptr<ByteSource> source, std::filesystem::path path, CsvLimits limits);

  std::expected<void, std::string> read_header();
  std::expected<void, std::string> skip_byte_order_mark();
  std::expected<bool, std::string> find_row();
  void begin_row();
  std::expected<Found, std::string> scan();
  std::expected<Found, std::string> scan_start();
  std::expected<Found, std::string> scan_plain();
  std::expected<Found, std::string> scan_quoted();
  std::expected<Found, std::string> scan_after_quote();
  std::expected<Found, std::string> scan_after_return();
  std::expected<Found, std::string> scan_end_of_file();
  bool end_cell(std::size_t end);
  std::expected<Found, std::string> end_cell_with(char terminator, std::size_t end);
  Found end_row();
  std::expected<bool, std::string> refill();
  void hand_out(std::vector<std::string_view>& fields);
  std::string_view view(const Cell& cell);
  std::unexpected<std::string> fail(std::string message);

  std::unique_ptr<ByteSource> source_;
  std::filesystem::path path_;
  CsvLimits limits_;
  std::vector<std::string> header_;

  std::vector<char> buffer_;
  std::size_t row_ = 0;   // of the buffer: where the row begins,
  std::size_t scan_ = 0;  // how far it was looked at,
  std::size_t end_ = 0;   // and where what was read ends
  At at_ = At::start;
  Cell cell_;
  std::vector<Cell> cells_;
  std::uint64_t line_ = 1;
  std::uint64_t next_line_ = 1;
  std::uint64_t quoted_lines_ = 0;
  std::optional<std::string> failure_;
};

}  // namespace driftd::csv
