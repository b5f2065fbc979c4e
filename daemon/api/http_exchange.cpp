#include "daemon/api/http_exchange.h"

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>

#include "daemon/api/http_error.h"

namespace driftd::api {

namespace asio = boost::asio;

namespace {

class OwedAnswer {
 public:
  explicit OwedAnswer(std::shared_ptr<Exchange> exchange) : exchange_(std::move(exchange)) {}
  OwedAnswer(OwedAnswer&&) noexcept = default;
  OwedAnswer& operator=(OwedAnswer&&) = delete;
  OwedAnswer(const OwedAnswer&) = delete;
  OwedAnswer& operator=(const OwedAnswer&) = delete;
  ~OwedAnswer() {
    if (exchange_)
      exchange_->answer(error_response(500, "internal_error", "the request was dropped without an answer; please report this"));
  }

  void operator()(Response response) {
    if (const auto exchange = std::exchange(exchange_, nullptr)) exchange->answer(std::move(response));
  }

 private:
  std::shared_ptr<Exchange> exchange_;
};

}  // namespace

void Exchange::answer(Response response) {
  settle(std::move(response));
}

void Exchange::abandon() {
  settle(std::nullopt);
}

void Exchange::settle(std::optional<Response> response) {
  std::move_only_function<void()> wake;
  {
    const std::lock_guard lock(mutex_);
    if (settled_) return;
    settled_ = true;
    response_ = std::move(response);
    wake = std::move(wake_);
  }
  if (wake) wake();
}

asio::awaitable<std::optional<Response>> Exchange::wait() {
  {
    // The usual case of a handler that answers at once: no suspension.
    const std::lock_guard lock(mutex_);
    if (settled_) co_return std::move(response_);
  }
  co_await asio::async_initiate<const asio::use_awaitable_t<>, void()>(
      [this](auto completion) {
        std::move_only_function<void()> wake = [completion = std::move(completion)]() mutable {
          const auto executor = asio::get_associated_executor(completion);
          asio::post(executor, std::move(completion));
        };
        {
          const std::lock_guard lock(mutex_);
          if (!settled_) {
            wake_ = std::move(wake);
            return;
          }
        }
        wake();
      },
      asio::use_awaitable);
  const std::lock_guard lock(mutex_);
  co_return std::move(response_);
}

Respond respond_to(std::shared_ptr<Exchange> exchange) {
  return OwedAnswer(std::move(exchange));
}

}  // namespace driftd::api
