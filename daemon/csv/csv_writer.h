#pragma once

// Rows to a CSV file (RFC 4180) in the form that CsvReader reads: LF line ends, quotes only where a field needs them, numbers as the
// shortest text that reads back as the same double. Gzip where the file's name ends in ".gz".

#include <expected>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "daemon/csv/byte_sink.h"

namespace driftd::csv {

class CsvWriter {
 public:
  /// Replaces a file of that name. Errors, here and below, name the file.
  static std::expected<std::unique_ptr<CsvWriter>, std::string> create(const std::filesystem::path& path);

  /// The next field of the row.
  CsvWriter& text(std::string_view field);
  CsvWriter& number(double field);

  /// Ends the row; the first one is the header, and each must have as many fields as it. Now and then writes to the file.
  std::expected<void, std::string> end_row();

  /// Writes the rest and completes the file. A writer that goes without it leaves a file cut short.
  std::expected<void, std::string> finish();

 private:
  explicit CsvWriter(std::unique_ptr<ByteSink> sink);
  void begin_field();
  std::expected<void, std::string> flush();

  std::unique_ptr<ByteSink> sink_;
  std::string pending_;
  std::size_t row_begin_ = 0;
  std::size_t fields_ = 0;
  std::size_t columns_ = 0;
};

}  // namespace driftd::csv
