#pragma once

// Why the journal could not do something: a sentence for the operator (what was wrong, where, what to do) and the errno behind it.

#include <expected>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

namespace driftd::journal {

struct JournalError {
  std::string message;
  int code = 0;  ///< errno; EILSEQ where the bytes themselves are wrong, EBUSY where another process holds the folder
};

/// "cannot <what>: <the system's words for code>".
inline std::unexpected<JournalError> system_failure(std::string_view what, int code) {
  return std::unexpected(
      JournalError{.message = "cannot " + std::string(what) + ": " + std::generic_category().message(code), .code = code});
}

/// Takes the steps one after the other and stops at the first that fails, with its error.
template <typename... Steps>
std::expected<void, JournalError> in_turn(Steps&&... steps) {
  std::expected<void, JournalError> done;
  const auto take = [&done](auto&& step) {
    done = step();
    return done.has_value();
  };
  static_cast<void>((take(std::forward<Steps>(steps)) && ...));
  return done;
}

}  // namespace driftd::journal
