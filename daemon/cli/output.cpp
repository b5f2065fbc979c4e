#include "daemon/cli/output.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <utility>

namespace driftd::cli {

std::string table(const std::vector<std::vector<std::string>>& rows) {
  std::vector<std::size_t> widths;
  for (const auto& row : rows) {
    widths.resize(std::max(widths.size(), row.size()));
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
  }
  std::string text;
  for (const auto& row : rows) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) line += fmt::format("{:<{}}  ", row[i], widths[i]);
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + "\n";
  }
  return text;
}

void print(std::string_view text) {
  fmt::print("{}{}", text, text.ends_with('\n') ? "" : "\n");
}

void complain(std::string_view text) {
  fmt::print(stderr, "driftd: {}{}", text, text.ends_with('\n') ? "" : "\n");
}

bool on_terminal() {
  return isatty(STDOUT_FILENO) == 1;
}

std::string cell(const config::Json& value) {
  if (value.is_null()) return "-";
  if (value.is_string()) return value.get<std::string>();
  if (value.is_number_float()) return fmt::format("{:.4g}", value.get<double>());
  return value.dump();
}

ProgressBar::ProgressBar(std::string title) : title_(std::move(title)), visible_(isatty(STDERR_FILENO) == 1) {}

ProgressBar::~ProgressBar() {
  if (visible_ && shown_percent_ >= 0) fmt::print(stderr, "\n");
}

void ProgressBar::show(double share, std::string_view note) {
  constexpr int kWidth = 30;
  const int percent = static_cast<int>(std::clamp(share, 0.0, 1.0) * 100);
  if (!visible_ || percent == shown_percent_) return;
  shown_percent_ = percent;
  const auto filled = static_cast<std::size_t>(percent * kWidth / 100);
  fmt::print(stderr, "\r{} [{}{}] {:>3}%  {}", title_, std::string(filled, '#'), std::string(kWidth - filled, '.'), percent, note);
  std::fflush(stderr);
}

}  // namespace driftd::cli
