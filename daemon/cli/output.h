#pragma once

// What a command prints: for people on a terminal, or JSON.

#include <string>
#include <string_view>
#include <vector>

#include "config/json.h"

namespace driftd::cli {

/// Columns padded to their widest cell; the first row is the header.
std::string table(const std::vector<std::vector<std::string>>& rows);
void print(std::string_view text);
/// To standard error, behind "driftd: ".
void complain(std::string_view text);
bool on_terminal();
/// A JSON value in a table's cell: texts bare, numbers short, null as "-".
std::string cell(const config::Json& value);

/// A bar on standard error while something long runs, where that is a terminal.
class ProgressBar {
 public:
  explicit ProgressBar(std::string title);
  ~ProgressBar();
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;
  void show(double share, std::string_view note);

 private:
  std::string title_;
  int shown_percent_ = -1;
  bool visible_;
};

}  // namespace driftd::cli
