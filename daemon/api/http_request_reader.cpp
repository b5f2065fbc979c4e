#include "daemon/api/http_request_reader.h"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/string.hpp>
#include <boost/beast/http/error.hpp>
// GCC 12 with -fsanitize=address takes boost::optional's empty state for an uninitialised read.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#include <boost/beast/http/parser.hpp>
#pragma GCC diagnostic pop
#include <boost/beast/http/string_body.hpp>
#include <iterator>
#include <limits>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>

#include "daemon/api/http_error.h"
#include "daemon/api/http_target.h"

namespace driftd::api {

namespace {

namespace http = beast::http;
using boost::system::error_code;
using Parser = http::request_parser<http::string_body>;
using Header = Parser::value_type;

constexpr std::size_t kHeaderChunk = std::size_t{16} << 10U;
constexpr std::size_t kBodyChunk = std::size_t{64} << 10U;
constexpr std::ptrdiff_t kMaxHeaderFields = 100;
constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";

std::string_view to_std(beast::string_view text) {
  return {text.data(), text.size()};
}

Response headers_too_large(const HttpServer::Settings& settings) {
  return error_response(431, "headers_too_large",
                        "the request line and headers may have " + std::to_string(settings.max_header) + " bytes and " +
                            std::to_string(kMaxHeaderFields) + " fields together",
                        {{"limit", settings.max_header}});
}

Response body_too_large(const HttpServer::Settings& settings) {
  return error_response(413, "body_too_large",
                        "a body may have " + std::to_string(settings.max_body) + " bytes and this one has more; send it in smaller batches",
                        {{"limit", settings.max_body}});
}

Response too_slow(const HttpServer::Settings& settings) {
  return error_response(408, "request_timeout",
                        "the request had not arrived whole after " + std::to_string(settings.request_deadline.count()) + " ms");
}

Response malformed(const std::string& why) {
  return error_response(400, "malformed_request", "malformed request: " + why);
}

Response refusal(error_code error, const HttpServer::Settings& settings) {
  if (error == http::error::body_limit) return body_too_large(settings);
  if (error == http::error::header_limit || error == http::error::buffer_overflow) return headers_too_large(settings);
  return malformed(error.message());
}

NoRequest after_read_error(error_code error, const HttpServer::Settings& settings) {
  if (error == asio::error::timed_out) return too_slow(settings);
  if (error == asio::error::no_buffer_space) return headers_too_large(settings);
  return std::nullopt;
}

std::optional<Response> objection(const Parser& parser, const HttpServer::Settings& settings) {
  const Header& header = parser.get();
  if (std::distance(header.begin(), header.end()) > kMaxHeaderFields) return headers_too_large(settings);
  if (header.version() == 11 && header.count(http::field::host) != 1) return malformed("HTTP/1.1 asks for exactly one Host header");
  const auto encoding = header.find(http::field::transfer_encoding);
  if (encoding != header.end() && !beast::iequals(encoding->value(), "chunked")) {
    return error_response(501, "unsupported_transfer_encoding", "the only transfer encoding understood is chunked");
  }
  const auto expectation = header.find(http::field::expect);
  if (expectation != header.end() && !beast::iequals(expectation->value(), "100-continue")) {
    return error_response(417, "expectation_failed", "the only expectation understood is 100-continue");
  }
  return std::nullopt;
}

// Feeds the parser until it is satisfied: with the header, or, once it is eager, with all.
asio::awaitable<NoRequest> parse(HttpWire& wire, Parser& parser, std::size_t chunk, const HttpServer::Settings& settings, bool& failed) {
  failed = true;
  const bool whole = parser.eager();
  while (!(whole ? parser.is_done() : parser.is_header_done())) {
    error_code error = http::error::need_more;
    if (wire.buffer().size() > 0) wire.buffer().consume(parser.put(wire.buffer().cdata(), error));
    if (error == http::error::need_more) {
      const error_code read_error = co_await wire.fill(chunk);
      if (read_error) co_return after_read_error(read_error, settings);
    } else if (error) {
      co_return refusal(error, settings);
    }
  }
  failed = false;
  co_return std::nullopt;
}

std::string media_type(std::string_view content_type) {
  std::string type(content_type.substr(0, content_type.find(';')));
  while (!type.empty() && (type.back() == ' ' || type.back() == '\t')) type.pop_back();
  std::ranges::transform(type, type.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return type;
}

Incoming taken_from(Parser& parser, Target target) {
  const bool keep_alive = parser.keep_alive();
  Header message = parser.release();
  const bool head = message.method() == http::verb::head;
  Request request{.method = head ? "GET" : std::string(to_std(message.method_string())),
                  .path = std::move(target.path),
                  .query = std::move(target.query),
                  .headers = {},
                  .content_type = media_type(to_std(message[http::field::content_type])),
                  .body = std::move(message.body())};
  request.headers.reserve(static_cast<std::size_t>(std::distance(message.begin(), message.end())));
  for (const auto& field : message) request.headers.emplace_back(to_std(field.name_string()), to_std(field.value()));
  return {.request = std::move(request), .keep_alive = keep_alive, .head = head, .version = message.version()};
}

bool waits_for_continue(HttpWire& wire, const Parser& parser) {
  return parser.get().count(http::field::expect) > 0 && !parser.is_done() && parser.get().version() == 11 && wire.buffer().size() == 0;
}

}  // namespace

std::size_t max_buffered(const HttpServer::Settings& settings) {
  return std::max(settings.max_header, kBodyChunk);
}

asio::awaitable<std::expected<Incoming, NoRequest>> read_request(HttpWire& wire, const HttpServer::Settings& settings) {
  Parser parser;
  parser.header_limit(static_cast<std::uint32_t>(std::min<std::size_t>(settings.max_header, std::numeric_limits<std::uint32_t>::max())));
  parser.body_limit(settings.max_body);

  bool failed = false;
  NoRequest refused = co_await parse(wire, parser, kHeaderChunk, settings, failed);
  if (failed) co_return std::unexpected(std::move(refused));
  if (auto objected = objection(parser, settings)) co_return std::unexpected(std::move(objected));
  auto target = parse_target(to_std(parser.get().target()));
  if (!target) co_return std::unexpected(malformed(target.error()));

  if (waits_for_continue(wire, parser)) {
    const auto [error, count] = co_await asio::async_write(wire.socket(), asio::buffer(kContinue), asio::as_tuple(asio::use_awaitable));
    if (error) co_return std::unexpected(std::nullopt);
  }
  parser.eager(true);
  refused = co_await parse(wire, parser, kBodyChunk, settings, failed);
  if (failed) co_return std::unexpected(std::move(refused));
  co_return taken_from(parser, std::move(*target));
}

}  // namespace driftd::api
