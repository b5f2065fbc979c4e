#pragma once

// A client that may say anything, however wrong, over a real socket, and that does not wait for ever for what comes back.

#include <gtest/gtest.h>

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "daemon/api/http_server.h"
#include "daemon/api/http_timed_socket.h"

namespace driftd::api {

class RawClient {
 public:
  using Answer = boost::beast::http::response<boost::beast::http::string_body>;

  explicit RawClient(unsigned short port) : socket_(context_.get_executor()) {
    wait_at_most(std::chrono::seconds(20));
    boost::asio::ip::tcp::resolver resolver(context_);
    if (const auto error = socket_.connect(resolver.resolve("127.0.0.1", std::to_string(port))))
      ADD_FAILURE() << "cannot connect: " << error.message();
  }

  void wait_at_most(std::chrono::milliseconds time) { socket_.set_deadline(TimedSocket::Clock::now() + time); }

  /// Whether all of it could be sent.
  bool send(std::string_view text) {
    while (!text.empty()) {
      boost::system::error_code error;
      text.remove_prefix(socket_.write_some(boost::asio::buffer(text), error));
      if (error) return false;
    }
    return true;
  }

  /// The next answer; nothing when the connection ended before it was whole.
  std::optional<Answer> receive(bool to_head = false) {
    boost::beast::http::response_parser<boost::beast::http::string_body> parser;
    parser.skip(to_head);
    parser.body_limit(boost::none);
    boost::system::error_code error;
    boost::beast::http::read(socket_, buffer_, parser, error);
    if (error) return std::nullopt;
    return parser.release();
  }

  /// Exactly that many bytes, whatever they are.
  std::string receive_bytes(std::size_t count) {
    boost::system::error_code error;
    while (buffer_.size() < count && !error) buffer_.commit(socket_.read_some(buffer_.prepare(count - buffer_.size()), error));
    const std::size_t got = std::min(count, buffer_.size());
    std::string bytes(static_cast<const char*>(buffer_.cdata().data()), got);
    buffer_.consume(got);
    return bytes;
  }

  /// Whether the server says goodbye properly, with nothing more before it, rather than by a reset.
  bool ends_cleanly() {
    boost::system::error_code error;
    const std::size_t count = socket_.read_some(buffer_.prepare(1), error);
    return count == 0 && buffer_.size() == 0 && error == boost::asio::error::eof;
  }

  void leave() { socket_.close(); }

 private:
  boost::asio::io_context context_{1};
  TimedSocket socket_;
  boost::beast::flat_buffer buffer_;
};

/// A server on a free port of the loopback with bounds small enough to be met in a test.
inline HttpServer::Settings small_settings() {
  HttpServer::Settings settings;
  settings.port = 0;
  settings.max_body = 1000;
  settings.max_header = 500;
  settings.linger = std::chrono::milliseconds(300);
  return settings;
}

/// Says what it understood: "METHOD path body".
inline void echo(Request request, Respond respond) {
  respond({.content_type = "text/plain", .body = request.method + " " + request.path + " " + request.body});
}

}  // namespace driftd::api
