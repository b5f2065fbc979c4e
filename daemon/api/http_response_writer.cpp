#include "daemon/api/http_response_writer.h"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <string_view>
#include <utility>

#include "daemon/api/http_error.h"

namespace driftd::api {

namespace {

namespace http = beast::http;

// A name or value with a line break in it would let whoever chose it write headers, or a whole answer, of his own.
bool breaks_line(std::string_view text) {
  return std::ranges::any_of(text, [](char c) { return (c >= 0 && c < ' ' && c != '\t') || c == '\x7f'; });
}

bool is_token(std::string_view name) {
  constexpr std::string_view kOthers = "!#$%&'*+-.^_`|~";
  return !name.empty() && std::ranges::all_of(name, [kOthers](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || kOthers.contains(c);
  });
}

bool writable(const Response& response) {
  return response.status >= 200 && response.status <= 599 && !breaks_line(response.content_type) &&
         std::ranges::all_of(response.headers, [](const auto& field) { return is_token(field.first) && !breaks_line(field.second); });
}

bool status_has_body(unsigned status) {
  return status != 204 && status != 304;
}

template <typename Body>
void fill_header(http::response<Body>& message, const Response& response, Framing framing) {
  message.version(framing.version);
  message.result(response.status);
  message.keep_alive(framing.keep_alive);
  for (const auto& [name, value] : response.headers) message.insert({name.data(), name.size()}, {value.data(), value.size()});
  if (!status_has_body(response.status)) return;
  if (!response.content_type.empty()) message.set(http::field::content_type, {response.content_type.data(), response.content_type.size()});
  message.content_length(response.body.size());
}

template <typename Body>
asio::awaitable<bool> write_message(HttpWire& wire, http::response<Body>& message) {
  const auto [error, count] = co_await http::async_write(wire.socket(), message, asio::as_tuple(asio::use_awaitable));
  co_return !error;
}

}  // namespace

asio::awaitable<bool> write_response(HttpWire& wire, Response response, Framing framing) {
  if (!writable(response)) {
    response = error_response(500, "internal_error", "the answer could not be put into HTTP; please report this");
  }
  if (framing.head || !status_has_body(response.status)) {
    http::response<http::empty_body> message;
    fill_header(message, response, framing);
    co_return co_await write_message(wire, message);
  }
  http::response<http::string_body> message;
  fill_header(message, response, framing);
  message.body() = std::move(response.body);
  co_return co_await write_message(wire, message);
}

}  // namespace driftd::api
