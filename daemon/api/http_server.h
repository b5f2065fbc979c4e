#pragma once

// An HTTP/1.1 server that trusts nobody: every size, count and wait of a client has a bound, and whoever passes it is told so before the
// connection is closed. A few threads carry all connections; requests of one connection are answered one after the other, in order
// (RFC 9112, section 9.3.2: pipelining), those of different connections at the same time.
//
// What it refuses by itself, each with the body of http_error.h:
//   400 malformed_request   408 request_timeout     413 body_too_large                     417 expectation_failed
//   431 headers_too_large   500 internal_error      501 unsupported_transfer_encoding      503 too_many_connections

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>

#include "daemon/api/http_counters.h"
#include "daemon/api/http_message.h"

namespace driftd::api {

class HttpServer {
 public:
  struct Settings {
    /// A numeric address, IPv4 or IPv6.
    std::string address = "127.0.0.1";
    /// 0 takes a free one.
    unsigned short port = 7420;
    unsigned threads = 2;
    /// Bytes of a body.
    std::size_t max_body = std::size_t{16} << 20U;
    /// Bytes of a request's line and headers together.
    std::size_t max_header = std::size_t{16} << 10U;
    unsigned max_connections = 1024;
    /// From its first byte on, a whole request must have arrived within this.
    std::chrono::milliseconds request_deadline = std::chrono::seconds(30);
    /// A connection without a request is closed, silently, after this.
    std::chrono::milliseconds idle_timeout = std::chrono::seconds(75);
    /// A client must have taken the whole answer within this.
    std::chrono::milliseconds write_deadline = std::chrono::seconds(30);
    /// After its last answer a connection is read, and what comes thrown away, for this long at most: closing at once would make the
    /// kernel send a reset, and the client might never see the answer.
    std::chrono::milliseconds linger = std::chrono::seconds(1);
  };

  /// Listens; clients queue until start(). Throws std::runtime_error, saying why and what to do, when it cannot.
  HttpServer(Settings settings, Handler handler);
  /// As stop(0).
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;
  HttpServer(HttpServer&&) = delete;
  HttpServer& operator=(HttpServer&&) = delete;

  /// Starts the threads; once.
  void start();

  /// Stops accepting, closes idle connections, lets requests that have begun to arrive finish until `drain` has passed, then closes the
  /// rest. Returns when every thread has ended. Not from a handler. A second call does nothing.
  void stop(std::chrono::milliseconds drain);

  /// The real one when 0 was asked for.
  [[nodiscard]] unsigned short port() const;

  /// Lives as long as the server.
  [[nodiscard]] const HttpCounters& counters() const;

 private:
  class Listener;
  std::unique_ptr<Listener> listener_;
};

}  // namespace driftd::api
