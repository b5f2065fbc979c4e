#include "daemon/csv/csv_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <unordered_set>
#include <utility>

#include "config/assertion.h"

namespace driftd::csv {
namespace {

constexpr std::size_t kFirstBufferBytes = 256U << 10U;

/// The bytes at which a field without quotes cannot simply go on.
constexpr auto kSpecial = [] {
  std::array<bool, 256> special{};
  for (const char byte : {',', '\n', '\r', '"'}) special[static_cast<unsigned char>(byte)] = true;
  return special;
}();

}  // namespace

CsvReader::CsvReader(std::unique_ptr<ByteSource> source, std::filesystem::path path, CsvLimits limits)
    : source_(std::move(source)), path_(std::move(path)), limits_(limits), buffer_(kFirstBufferBytes) {}

std::expected<std::unique_ptr<CsvReader>, std::string> CsvReader::open(const std::filesystem::path& path, CsvLimits limits) {
  auto source = ByteSource::open(path);
  if (!source) return std::unexpected(source.error());
  std::unique_ptr<CsvReader> reader(new CsvReader(std::move(*source), path, limits));
  if (auto read = reader->read_header(); !read) return std::unexpected(read.error());
  return reader;
}

std::expected<void, std::string> CsvReader::read_header() {
  if (auto skipped = skip_byte_order_mark(); !skipped) return skipped;
  auto found = find_row();
  if (!found) return std::unexpected(found.error());
  if (!*found) return fail("is empty; its first row must name the columns");
  std::vector<std::string_view> names;
  hand_out(names);
  std::unordered_set<std::string_view> seen;
  for (const auto name : names) {
    if (!seen.insert(name).second) return fail(fmt::format("names two columns \"{}\"; names must differ", name));
  }
  header_.assign(names.begin(), names.end());
  return {};
}

std::expected<void, std::string> CsvReader::skip_byte_order_mark() {
  constexpr std::string_view kMark = "\xEF\xBB\xBF";
  while (end_ < kMark.size()) {
    const auto more = refill();
    if (!more) return std::unexpected(more.error());
    if (!*more) return {};
  }
  if (std::string_view(buffer_.data(), end_).starts_with(kMark)) scan_ = kMark.size();
  return {};
}

std::string CsvReader::place() const {
  return fmt::format("{}:{}", path_.string(), line_);
}

std::unexpected<std::string> CsvReader::fail(std::string message) {
  failure_ = fmt::format("{}: {}", place(), std::move(message));
  return std::unexpected(*failure_);
}

std::expected<bool, std::string> CsvReader::next(std::vector<std::string_view>& fields) {
  if (failure_) return std::unexpected(*failure_);
  const auto found = find_row();
  if (!found || !*found) return found;
  if (cells_.size() != header_.size()) {
    return fail(fmt::format("has {} field{}, the header has {}", cells_.size(), cells_.size() == 1 ? "" : "s", header_.size()));
  }
  hand_out(fields);
  return true;
}

// The row's cells are complete when this gives true.
std::expected<bool, std::string> CsvReader::find_row() {
  begin_row();
  while (true) {
    auto found = scan();
    if (found && *found == Found::more) {
      const auto more = refill();
      if (!more) return std::unexpected(more.error());
      if (*more) continue;
      found = scan_end_of_file();
    }
    if (!found) return std::unexpected(found.error());
    if (*found == Found::blank) {
      begin_row();
    } else {
      return *found == Found::row;
    }
  }
}

void CsvReader::begin_row() {
  row_ = scan_;
  line_ = next_line_;
  quoted_lines_ = 0;
  at_ = At::start;
  cell_ = {};
  cells_.clear();
}

std::expected<CsvReader::Found, std::string> CsvReader::scan() {
  while (scan_ < end_) {
    std::expected<Found, std::string> found = Found::more;
    switch (at_) {
      case At::start: found = scan_start(); break;
      case At::plain: found = scan_plain(); break;
      case At::quoted: found = scan_quoted(); break;
      case At::after_quote: found = scan_after_quote(); break;
      case At::after_return: found = scan_after_return(); break;
    }
    if (!found || *found != Found::more) return found;
  }
  return Found::more;
}

std::expected<CsvReader::Found, std::string> CsvReader::scan_start() {
  cell_ = {.begin = scan_ - row_};
  at_ = At::plain;
  if (buffer_[scan_] == '"') {
    at_ = At::quoted;
    ++scan_;
    ++cell_.begin;
  }
  return Found::more;
}

// Nearly every byte goes through here: one field after the other, as long as none begins with a quote.
std::expected<CsvReader::Found, std::string> CsvReader::scan_plain() {
  const char* const bytes = buffer_.data();
  while (true) {
    while (scan_ < end_ && !kSpecial[static_cast<unsigned char>(bytes[scan_])]) ++scan_;
    if (scan_ == end_) return Found::more;
    const std::size_t position = scan_;
    if (bytes[position] == '"') {
      return fail(fmt::format("field {}: a quote within a field that does not begin with one; put the field in quotes and double the quote",
                              cells_.size() + 1));
    }
    ++scan_;
    if (bytes[position] != ',' || scan_ == end_ || bytes[scan_] == '"') return end_cell_with(bytes[position], position - row_);
    if (!end_cell(position - row_)) return std::unexpected(*failure_);
    cell_ = {.begin = scan_ - row_};
    at_ = At::plain;
  }
}

std::expected<CsvReader::Found, std::string> CsvReader::scan_quoted() {
  const char* const from = buffer_.data() + scan_;
  const auto* const quote = static_cast<const char*>(std::memchr(from, '"', end_ - scan_));
  const char* const to = quote != nullptr ? quote : buffer_.data() + end_;
  quoted_lines_ += static_cast<std::uint64_t>(std::count(from, to, '\n'));
  scan_ = static_cast<std::size_t>(to - buffer_.data());
  if (quote != nullptr) {
    ++scan_;
    at_ = At::after_quote;
  }
  return Found::more;
}

std::expected<CsvReader::Found, std::string> CsvReader::scan_after_quote() {
  const char byte = buffer_[scan_];
  const std::size_t quote = scan_ - row_ - 1;
  ++scan_;
  if (byte == '"') {
    cell_.doubled_quotes = true;
    at_ = At::quoted;
    return Found::more;
  }
  if (byte != ',' && byte != '\n' && byte != '\r') {
    return fail(fmt::format("field {}: something follows its closing quote; a quote within quotes must be doubled", cells_.size() + 1));
  }
  return end_cell_with(byte, quote);
}

std::expected<CsvReader::Found, std::string> CsvReader::scan_after_return() {
  if (buffer_[scan_] != '\n')
    return fail("a carriage return without a line feed; end lines with LF or CRLF, and put fields that hold one in quotes");
  ++scan_;
  return end_row();
}

std::expected<CsvReader::Found, std::string> CsvReader::scan_end_of_file() {
  if (scan_ == row_) return Found::end;
  switch (at_) {
    case At::quoted: return fail(fmt::format("field {}: its quotes are never closed", cells_.size() + 1));
    case At::after_return: return fail("ends in a carriage return without a line feed; end lines with LF or CRLF");
    case At::start: cell_ = {.begin = scan_ - row_}; break;
    case At::plain:
    case At::after_quote: break;
  }
  const std::size_t end = scan_ - row_ - (at_ == At::after_quote ? 1U : 0U);
  return end_cell_with('\n', end);
}

// False where the cell breaks a limit, and then it has failed.
bool CsvReader::end_cell(std::size_t end) {
  cell_.end = end;
  at_ = At::start;
  if (end - cell_.begin > limits_.field_bytes) {
    fail(fmt::format("field {}: is longer than {} bytes", cells_.size() + 1, limits_.field_bytes));
    return false;
  }
  if (cells_.size() == limits_.columns) {
    fail(fmt::format("has more than {} fields", limits_.columns));
    return false;
  }
  cells_.push_back(cell_);
  return true;
}

std::expected<CsvReader::Found, std::string> CsvReader::end_cell_with(char terminator, std::size_t end) {
  if (!end_cell(end)) return std::unexpected(*failure_);
  if (terminator == '\n') return end_row();
  at_ = terminator == '\r' ? At::after_return : At::start;
  return Found::more;
}

CsvReader::Found CsvReader::end_row() {
  next_line_ = line_ + quoted_lines_ + 1;
  const bool blank = cells_.size() == 1 && cells_[0].begin == 0 && cells_[0].end == 0;
  return blank && header_.size() != 1 ? Found::blank : Found::row;
}

// Reads on behind what there is of the row; false at the end of the file.
std::expected<bool, std::string> CsvReader::refill() {
  constexpr std::size_t kClosing = 2;  // the quote and the carriage return that may stand behind a field of just the longest length
  if (at_ != At::start && scan_ - row_ > cell_.begin + limits_.field_bytes + kClosing) {
    const auto hint = at_ == At::quoted ? "; are its quotes ever closed?" : "";
    return fail(fmt::format("field {}: is longer than {} bytes{}", cells_.size() + 1, limits_.field_bytes, hint));
  }
  if (end_ - row_ > limits_.row_bytes) return fail(fmt::format("is longer than {} bytes", limits_.row_bytes));
  std::memmove(buffer_.data(), buffer_.data() + row_, end_ - row_);
  scan_ -= row_;
  end_ -= row_;
  row_ = 0;
  if (end_ == buffer_.size()) buffer_.resize(buffer_.size() * 2);
  const auto got = source_->read(std::span(buffer_).subspan(end_));
  if (!got) return fail(got.error());
  end_ += *got;
  return *got > 0;
}

void CsvReader::hand_out(std::vector<std::string_view>& fields) {
  fields.resize(cells_.size());
  for (std::size_t i = 0; i < cells_.size(); ++i) fields[i] = view(cells_[i]);
}

// Doubled quotes become one in place: the row's bytes are not looked at again.
std::string_view CsvReader::view(const Cell& cell) {
  char* const begin = buffer_.data() + row_ + cell.begin;
  char* const end = buffer_.data() + row_ + cell.end;
  if (!cell.doubled_quotes) return {begin, end};
  char* to = begin;
  for (const char* from = begin; from < end; ++from) {
    *to++ = *from;
    if (*from == '"') ++from;
  }
  DRIFTD_ASSERT(to <= end);
  return {begin, to};
}

}  // namespace driftd::csv
