#pragma once

// A synchronous socket whose every wait ends at a deadline, as Beast's SyncStream: asio's own blocking calls know none. Poll, then a call
// that cannot block.

#include <atomic>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/system/system_error.hpp>
#include <chrono>
#include <cstddef>

namespace driftd::api {

class TimedSocket {
 public:
  using Clock = std::chrono::steady_clock;
  using Error = boost::system::error_code;
  using executor_type = boost::asio::ip::tcp::socket::executor_type;

  explicit TimedSocket(const executor_type& executor) : socket_(executor) {}

  void set_deadline(Clock::time_point deadline) { deadline_ = deadline; }
  /// Every wait fails with operation_aborted once this is true; null: never. It outlives the socket.
  void give_up_when(const std::atomic<bool>* cancelled) { cancelled_ = cancelled; }
  executor_type get_executor() { return socket_.get_executor(); }
  [[nodiscard]] bool is_open() const { return socket_.is_open(); }

  /// Tries one address after the other; TCP_NODELAY.
  Error connect(const boost::asio::ip::tcp::resolver::results_type& addresses);
  void close();

  /// Whether nothing has come since the last answer: no bytes nobody asked for, and no farewell.
  [[nodiscard]] bool quiet();

  template <typename Buffers>
  std::size_t read_some(const Buffers& buffers, Error& error) {
    while (true) {
      error = await(kReadable);
      if (error) return 0;
      const std::size_t count = socket_.read_some(buffers, error);
      if (error != boost::asio::error::would_block) return count;
    }
  }

  template <typename Buffers>
  std::size_t read_some(const Buffers& buffers) {
    return or_throw(&TimedSocket::read_some<Buffers>, buffers);
  }

  /// Fails with would_block when the peer answers but takes no more.
  template <typename Buffers>
  std::size_t write_some(const Buffers& buffers, Error& error) {
    while (true) {
      const std::size_t count = socket_.write_some(buffers, error);
      if (error != boost::asio::error::would_block) return count;
      error = await(kWritable);
      if (error) return 0;
    }
  }

  template <typename Buffers>
  std::size_t write_some(const Buffers& buffers) {
    return or_throw(&TimedSocket::write_some<Buffers>, buffers);
  }

 private:
  // Beast's concept asks for calls that throw as well.
  template <typename Buffers>
  std::size_t or_throw(std::size_t (TimedSocket::*call)(const Buffers&, Error&), const Buffers& buffers) {
    Error error;
    const std::size_t count = (this->*call)(buffers, error);
    if (error) throw boost::system::system_error(error);
    return count;
  }

  enum Readiness { kReadable, kWritable, kConnected };

  Error await(Readiness readiness);
  Error connect(const boost::asio::ip::tcp::endpoint& endpoint);

  boost::asio::ip::tcp::socket socket_;
  Clock::time_point deadline_;
  const std::atomic<bool>* cancelled_ = nullptr;
};

}  // namespace driftd::api
