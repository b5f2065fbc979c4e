#pragma once

// The meeting point of a connection that waits for an answer and whoever gives it, from any thread and in either order. The first of
// answer() and abandon() counts.

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>

#include "daemon/api/http_message.h"

namespace driftd::api {

class Exchange {
 public:
  /// Keeps the context alive: a thread may still be on its way out of answer() when the server has ended.
  explicit Exchange(std::shared_ptr<boost::asio::io_context> context) : context_(std::move(context)) {}

  void answer(Response response);
  void abandon();

  /// Once, on the connection's strand; nothing when abandoned.
  boost::asio::awaitable<std::optional<Response>> wait();

 private:
  void settle(std::optional<Response> response);

  std::shared_ptr<boost::asio::io_context> context_;
  std::mutex mutex_;
  bool settled_ = false;
  std::optional<Response> response_;
  std::move_only_function<void()> wake_;
};

/// The Respond that a handler gets; dropped uncalled it answers 500.
Respond respond_to(std::shared_ptr<Exchange> exchange);

}  // namespace driftd::api
