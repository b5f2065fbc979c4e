#include "daemon/api/http_connection.h"

#include <boost/asio/post.hpp>
#include <utility>

#include "daemon/api/http_response_writer.h"

namespace driftd::api {

namespace {

constexpr std::size_t kFirstRead = std::size_t{16} << 10U;

}  // namespace

Connection::Connection(asio::ip::tcp::socket socket, Shared& shared)
    : shared_(shared), wire_(std::make_shared<HttpWire>(std::move(socket), max_buffered(shared.settings), shared.counters)) {}

asio::awaitable<void> Connection::serve() {
  bool more = true;
  while (more) more = co_await serve_one();
}

asio::awaitable<void> Connection::turn_away(Response response) {
  shared_.counters.refused.fetch_add(1, std::memory_order_relaxed);
  wire_->set_deadline(shared_.settings.write_deadline);
  const bool written = co_await write_response(*wire_, std::move(response), Framing{});
  if (written) co_await wire_->linger(shared_.settings.linger);
}

asio::awaitable<bool> Connection::serve_one() {
  const bool begun = co_await request_begins();
  if (!begun) co_return false;
  wire_->set_deadline(shared_.settings.request_deadline);
  auto incoming = co_await read_request(*wire_, shared_.settings);
  if (!incoming) {
    if (incoming.error()) co_await turn_away(std::move(*incoming.error()));
    co_return false;
  }
  shared_.counters.requests.fetch_add(1, std::memory_order_relaxed);
  wire_->clear_deadline();
  auto response = co_await answer_to(std::move(incoming->request));
  if (!response || closed_) co_return false;

  const bool keep = incoming->keep_alive && !draining_;
  wire_->set_deadline(shared_.settings.write_deadline);
  const bool written = co_await write_response(*wire_, std::move(*response),
                                               Framing{.keep_alive = keep, .head = incoming->head, .version = incoming->version});
  if (written && !keep) co_await wire_->linger(shared_.settings.linger);
  co_return written&& keep;
}

asio::awaitable<bool> Connection::request_begins() {
  if (wire_->buffer().size() > 0) co_return true;
  while (true) {
    boost::system::error_code ignored;
    // A request that has reached this machine has begun, though nobody has read it yet.
    if (closed_ || (draining_ && wire_->socket().available(ignored) == 0)) co_return false;
    wire_->set_deadline(shared_.settings.idle_timeout);
    idle_ = true;
    const auto error = co_await wire_->fill(kFirstRead);
    idle_ = false;
    if (!error) co_return true;
    if (error != asio::error::operation_aborted || !draining_) co_return false;
  }
}

asio::awaitable<std::optional<Response>> Connection::answer_to(Request request) {
  exchange_ = std::make_shared<Exchange>(shared_.context);
  const auto exchange = exchange_;
  try {
    shared_.handler(std::move(request), respond_to(exchange));
  } catch (...) {
    // Where its Respond was dropped on the way, that has answered 500; where it was kept, the keeper still owes the answer.
    shared_.counters.handler_failures.fetch_add(1, std::memory_order_relaxed);
  }
  auto response = co_await exchange->wait();
  exchange_.reset();
  co_return response;
}

void Connection::drain() {
  asio::post(wire_->socket().get_executor(), [self = shared_from_this()] {
    self->draining_ = true;
    if (self->idle_) self->wire_->interrupt();
  });
}

void Connection::close() {
  asio::post(wire_->socket().get_executor(), [self = shared_from_this()] {
    self->closed_ = true;
    if (self->exchange_) self->exchange_->abandon();
    self->wire_->close();
  });
}

}  // namespace driftd::api
