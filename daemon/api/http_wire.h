#pragma once

// One accepted socket with its read buffer and its deadline. Everything here runs on the connection's strand.
//
// The deadline is lazy: moving it later, which every request does, is a store; the timer is armed again only when it fires too early or
// when the deadline moves before it. (Beast's own tcp_stream arms a timer for each operation, and closes the socket when one fires, which
// would leave no way to answer 408.)

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <chrono>
#include <cstddef>
#include <memory>

#include "daemon/api/http_counters.h"

namespace driftd::api {

namespace asio = boost::asio;
namespace beast = boost::beast;

class HttpWire : public std::enable_shared_from_this<HttpWire> {
 public:
  using Clock = std::chrono::steady_clock;

  /// The buffer never holds more than `max_buffered` bytes.
  HttpWire(asio::ip::tcp::socket socket, std::size_t max_buffered, HttpCounters& counters);

  /// What has been read and not yet consumed.
  beast::flat_buffer& buffer() { return buffer_; }
  asio::ip::tcp::socket& socket() { return socket_; }

  /// Reads what is there, `at_most` bytes of it. asio::error::timed_out when the deadline passed first, no_buffer_space when the buffer is
  /// full, operation_aborted after interrupt().
  asio::awaitable<boost::system::error_code> fill(std::size_t at_most);

  /// Cancels what is under way when it passes; expired() tells.
  void set_deadline(std::chrono::milliseconds from_now);
  void clear_deadline();
  [[nodiscard]] bool expired() const { return expired_; }

  /// Ends the operation under way with operation_aborted.
  void interrupt();
  /// Says goodbye to the client, throws away what it still sends until it closes as well or the time is over, then closes.
  asio::awaitable<void> linger(std::chrono::milliseconds at_most);
  void close();

 private:
  void arm();
  void on_timer();

  asio::ip::tcp::socket socket_;
  beast::flat_buffer buffer_;
  asio::steady_timer timer_;
  Clock::time_point due_ = Clock::time_point::max();
  Clock::time_point armed_ = Clock::time_point::max();
  bool expired_ = false;
  HttpCounters& counters_;
};

}  // namespace driftd::api
