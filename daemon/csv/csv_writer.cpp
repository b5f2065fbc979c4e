#include "daemon/csv/csv_writer.h"

#include <array>
#include <charconv>
#include <utility>

#include "config/assertion.h"

namespace driftd::csv {
namespace {

constexpr std::size_t kFlushBytes = 256U << 10U;
constexpr std::size_t kLongestNumber = 32;  // "-1.2345678901234567e-308" has 24

}  // namespace

CsvWriter::CsvWriter(std::unique_ptr<ByteSink> sink) : sink_(std::move(sink)) {
  pending_.reserve(2 * kFlushBytes);
}

std::expected<std::unique_ptr<CsvWriter>, std::string> CsvWriter::create(const std::filesystem::path& path) {
  auto sink = ByteSink::create(path);
  if (!sink) return std::unexpected(sink.error());
  return std::unique_ptr<CsvWriter>(new CsvWriter(std::move(*sink)));
}

void CsvWriter::begin_field() {
  if (fields_++ > 0) pending_ += ',';
}

CsvWriter& CsvWriter::text(std::string_view field) {
  begin_field();
  if (field.find_first_of(",\"\r\n") == std::string_view::npos) {
    pending_ += field;
    return *this;
  }
  pending_ += '"';
  for (const char byte : field) {
    if (byte == '"') pending_ += '"';
    pending_ += byte;
  }
  pending_ += '"';
  return *this;
}

CsvWriter& CsvWriter::number(double field) {
  begin_field();
  std::array<char, kLongestNumber> digits;
  const auto written = std::to_chars(digits.data(), digits.data() + digits.size(), field);
  pending_.append(digits.data(), written.ptr);
  return *this;
}

std::expected<void, std::string> CsvWriter::end_row() {
  if (columns_ == 0) columns_ = fields_;
  DRIFTD_ASSERT(fields_ > 0 && fields_ == columns_);
  if (pending_.size() == row_begin_) pending_ += "\"\"";  // one empty field must not look like a blank line
  pending_ += '\n';
  fields_ = 0;
  if (pending_.size() >= kFlushBytes) {
    if (auto flushed = flush(); !flushed) return flushed;
  }
  row_begin_ = pending_.size();
  return {};
}

std::expected<void, std::string> CsvWriter::flush() {
  auto written = sink_->write(pending_);
  pending_.clear();
  return written;
}

std::expected<void, std::string> CsvWriter::finish() {
  DRIFTD_ASSERT(fields_ == 0);
  if (auto flushed = flush(); !flushed) return flushed;
  return sink_->finish();
}

}  // namespace driftd::csv
