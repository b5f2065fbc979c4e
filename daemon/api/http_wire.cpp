#include "daemon/api/http_wire.h"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>

namespace driftd::api {

using boost::system::error_code;

namespace {

constexpr std::size_t kMaxLingeredBytes = std::size_t{64} << 20U;
constexpr std::size_t kLingerChunk = std::size_t{64} << 10U;

}  // namespace

HttpWire::HttpWire(asio::ip::tcp::socket socket, std::size_t max_buffered, HttpCounters& counters)
    : socket_(std::move(socket)), buffer_(max_buffered), timer_(socket_.get_executor()), counters_(counters) {}

asio::awaitable<error_code> HttpWire::fill(std::size_t at_most) {
  if (expired_) co_return asio::error::timed_out;
  const std::size_t room = std::min(at_most, buffer_.max_size() - buffer_.size());
  if (room == 0) co_return asio::error::no_buffer_space;
  const auto [error, count] = co_await socket_.async_read_some(buffer_.prepare(room), asio::as_tuple(asio::use_awaitable));
  buffer_.commit(count);
  counters_.bytes_in.fetch_add(count, std::memory_order_relaxed);
  if (error && expired_) co_return asio::error::timed_out;
  co_return error;
}

void HttpWire::set_deadline(std::chrono::milliseconds from_now) {
  expired_ = false;
  due_ = Clock::now() + from_now;
  if (due_ < armed_) arm();
}

void HttpWire::clear_deadline() {
  expired_ = false;
  due_ = Clock::time_point::max();
}

void HttpWire::arm() {
  armed_ = due_;
  timer_.expires_at(due_);
  timer_.async_wait([self = shared_from_this()](error_code error) {
    if (!error) self->on_timer();
  });
}

void HttpWire::on_timer() {
  armed_ = Clock::time_point::max();
  if (due_ == Clock::time_point::max() || !socket_.is_open()) return;
  if (Clock::now() < due_) {
    arm();
    return;
  }
  due_ = Clock::time_point::max();
  expired_ = true;
  interrupt();
}

void HttpWire::interrupt() {
  error_code ignored;
  socket_.cancel(ignored);
}

asio::awaitable<void> HttpWire::linger(std::chrono::milliseconds at_most) {
  error_code ignored;
  socket_.shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
  set_deadline(at_most);
  for (std::size_t thrown_away = 0; thrown_away < kMaxLingeredBytes; thrown_away += buffer_.size()) {
    buffer_.clear();
    const auto error = co_await fill(kLingerChunk);
    if (error) break;
  }
  close();
}

void HttpWire::close() {
  clear_deadline();
  timer_.cancel();
  error_code ignored;
  socket_.close(ignored);
}

}  // namespace driftd::api
