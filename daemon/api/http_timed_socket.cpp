#include "daemon/api/http_timed_socket.h"

#include <poll.h>

#include <algorithm>
#include <boost/asio/error.hpp>
#include <cerrno>
#include <limits>

namespace driftd::api {

namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

/// How long a wait is that may have to be given up.
constexpr int kLookAroundEvery = 100;

int milliseconds_until(TimedSocket::Clock::time_point deadline) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - TimedSocket::Clock::now()).count();
  return static_cast<int>(std::clamp<std::chrono::milliseconds::rep>(left, 0, std::numeric_limits<int>::max()));
}

}  // namespace

TimedSocket::Error TimedSocket::await(Readiness readiness) {
  // A peer that refuses a large body answers while we are still sending it.
  const short wanted = readiness == kReadable ? POLLIN : readiness == kConnected ? POLLOUT : static_cast<short>(POLLIN | POLLOUT);
  while (true) {
    pollfd waiting{.fd = socket_.native_handle(), .events = wanted, .revents = 0};
    if (cancelled_ != nullptr && cancelled_->load()) return asio::error::operation_aborted;
    const int left = milliseconds_until(deadline_);
    const int wait = cancelled_ == nullptr ? left : std::min(left, kLookAroundEvery);
    const int ready = ::poll(&waiting, 1, wait);
    if (ready == 0 && wait < left) continue;
    if (ready == 0) return asio::error::timed_out;
    if (ready < 0 && errno != EINTR) return {errno, boost::system::system_category()};
    if (ready < 0) continue;
    if (readiness != kWritable || (waiting.revents & POLLOUT) != 0) return {};
    return asio::error::would_block;
  }
}

bool TimedSocket::quiet() {
  pollfd looked_at{.fd = socket_.native_handle(), .events = POLLIN | POLLRDHUP, .revents = 0};
  return ::poll(&looked_at, 1, 0) == 0;
}

TimedSocket::Error TimedSocket::connect(const tcp::resolver::results_type& addresses) {
  Error error = asio::error::host_not_found;
  for (const auto& address : addresses) {
    error = connect(address.endpoint());
    if (!error || error == asio::error::timed_out || error == asio::error::operation_aborted) break;
  }
  if (error) close();
  return error;
}

TimedSocket::Error TimedSocket::connect(const tcp::endpoint& endpoint) {
  close();
  Error error;
  socket_.open(endpoint.protocol(), error);
  if (!error) socket_.non_blocking(true, error);
  if (!error) socket_.set_option(tcp::no_delay(true), error);
  if (error) return error;
  socket_.connect(endpoint, error);
  if (error != asio::error::in_progress && error != asio::error::would_block) return error;
  error = await(kConnected);
  if (error) return error;
  int failure = 0;
  socklen_t size = sizeof(failure);
  if (::getsockopt(socket_.native_handle(), SOL_SOCKET, SO_ERROR, &failure, &size) != 0) failure = errno;
  return {failure, boost::system::system_category()};
}

void TimedSocket::close() {
  Error ignored;
  socket_.close(ignored);
}

}  // namespace driftd::api
