#pragma once

// A small synchronous HTTP client for driftd's own commands and tests: one kept connection, one request at a time. A replay sends a hundred
// thousand requests in lock-step, so what counts is the latency of one: no threads, no delayed small packets (TCP_NODELAY), no copy of the
// body.

#include <atomic>
#include <chrono>
#include <cstdint>
#include <expected>
#include <memory>
#include <string>
#include <string_view>

#include "daemon/api/http_message.h"

namespace driftd::api {

class HttpClient {
 public:
  struct Limits {
    /// Bytes of an answer's body.
    std::uint64_t max_body = std::uint64_t{256} << 20U;
    /// Once true, a request under way ends without an answer, a tenth of a second later at most. Null: none is given up.
    const std::atomic<bool>* cancelled = nullptr;
  };

  /// Throws std::invalid_argument when the URL is not "http://host:port". Connects with the first request. The timeout spans one whole
  /// request, connecting included (but not the look-up of a name).
  HttpClient(const std::string& url, std::chrono::milliseconds timeout);
  HttpClient(const std::string& url, std::chrono::milliseconds timeout, Limits limits);
  ~HttpClient();
  HttpClient(HttpClient&&) noexcept;
  HttpClient& operator=(HttpClient&&) noexcept;
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;

  /// Any answer is a value, whatever its status; the error says why there was none. When a kept connection turns out to be closed before a
  /// byte of the answer has come, the request is sent once more over a new one: the server may then see it twice, and events carry ids.
  std::expected<Response, std::string> request(std::string_view method, std::string_view target, std::string_view body = {},
                                               std::string_view content_type = "application/json", const FieldList& headers = {});

 private:
  class Connection;
  std::unique_ptr<Connection> connection_;
};

}  // namespace driftd::api
