#pragma once

// What is wrong with a configuration, and where. A reader gathers all problems before anything is refused, so that an operator
// mends a file once and not once a mistake.

#include <string>
#include <string_view>
#include <vector>

namespace driftd::config {

struct Problem {
  std::string path;     // JSON Pointer (RFC 6901) into the document, "" for the whole
  std::string message;  // what was wrong and what to do
  bool operator==(const Problem&) const = default;
};

using Problems = std::vector<Problem>;

/// One line a problem: "/models/0/decay/1/below: must be at most 1, is 7".
std::string to_text(const Problems& problems);

/// `path` with one more step; '~' and '/' in the key are escaped.
std::string step_into(std::string_view path, std::string_view key);
std::string step_into(std::string_view path, std::size_t index);

}  // namespace driftd::config
