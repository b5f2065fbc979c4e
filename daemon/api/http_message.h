#pragma once

// What one HTTP exchange is to the routes: plain values that are moved, never copied. A handler gets a Request and a Respond; it may answer
// at once or keep the Respond and let another thread answer, say after the journal's commit. Whoever holds a Respond owes an answer: one
// that is dropped uncalled answers 500, so that no client waits for ever.

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace driftd::api {

/// In the order of arrival; a name may occur more than once.
using FieldList = std::vector<std::pair<std::string, std::string>>;

struct Request {
  /// As sent, upper case for the usual ones. HEAD arrives as GET: the server keeps the body back.
  std::string method;
  /// Percent-decoded, starts with '/'. An encoded slash or NUL is refused before, so splitting at '/' is safe.
  std::string path;
  /// Percent-decoded; at most 64 of them.
  FieldList query;
  /// Names as sent; at most 100 of them and Settings::max_header bytes.
  FieldList headers;
  /// Lower case and without parameters: "application/json". Empty where the client sent none.
  std::string content_type;
  /// At most Settings::max_body bytes.
  std::string body;

  /// The first header of that name, in any case.
  [[nodiscard]] std::optional<std::string_view> header(std::string_view name) const;
  /// The first query parameter of exactly that name.
  [[nodiscard]] std::optional<std::string_view> parameter(std::string_view name) const;
};

struct Response {
  unsigned status = 200;
  std::string content_type = "application/json";
  std::string body;
  FieldList headers;

  /// The first header of that name, in any case.
  [[nodiscard]] std::optional<std::string_view> header(std::string_view name) const;
};

/// May be called from any thread, once. Harmless when the client, or the server, has gone meanwhile.
using Respond = std::move_only_function<void(Response)>;

/// Called on a thread of the server; must not block. One that throws answers 500.
using Handler = std::function<void(Request, Respond)>;

}  // namespace driftd::api
