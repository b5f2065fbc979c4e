#include "config/problem.h"

namespace driftd::config {

std::string to_text(const Problems& problems) {
  std::string text;
  for (const Problem& problem : problems) {
    text += (problem.path.empty() ? std::string("/") : problem.path) + ": " + problem.message + "\n";
  }
  return text;
}

std::string step_into(std::string_view path, std::string_view key) {
  std::string next(path);
  next += '/';
  for (const char c : key) {
    if (c == '~') {
      next += "~0";
    } else if (c == '/') {
      next += "~1";
    } else {
      next += c;
    }
  }
  return next;
}

std::string step_into(std::string_view path, std::size_t index) {
  return std::string(path) + "/" + std::to_string(index);
}

}  // namespace driftd::config
