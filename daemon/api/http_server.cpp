#include "daemon/api/http_server.h"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <unordered_map>
#include <utility>
#include <vector>

#include "config/assertion.h"
#include "daemon/api/http_connection.h"
#include "daemon/api/http_error.h"

namespace driftd::api {

using asio::ip::tcp;
using boost::system::error_code;

namespace {

// Clients that are being told "too many" at one time; any more are closed without a word.
constexpr std::size_t kMaxTurnedAway = 64;
constexpr std::chrono::milliseconds kAcceptPause{100};

std::string advice(error_code error) {
  if (error == asio::error::address_in_use) return "; is another driftd running? Stop it or listen on another port";
  if (error == asio::error::access_denied) return "; ports below 1024 need the capability CAP_NET_BIND_SERVICE, others do not";
  if (error.value() == EADDRNOTAVAIL) return "; no interface of this machine has that address";
  return "";
}

std::string lower_first(std::string text) {
  if (!text.empty() && text[0] >= 'A' && text[0] <= 'Z') text[0] = static_cast<char>(text[0] - 'A' + 'a');
  return text;
}

[[noreturn]] void cannot_listen(const std::string& where, error_code error) {
  throw std::runtime_error("cannot listen on " + where + ": " + lower_first(error.message()) + advice(error));
}

void listen(tcp::acceptor& acceptor, const HttpServer::Settings& settings) {
  error_code error;
  const auto address = asio::ip::make_address(settings.address, error);
  if (error) {
    throw std::runtime_error("cannot listen on '" + settings.address.substr(0, 200) +
                             "': not a numeric address; 127.0.0.1 is this machine only, 0.0.0.0 every IPv4 interface, :: every interface");
  }
  const std::string shown = address.is_v6() ? "[" + settings.address + "]" : settings.address;
  const std::string where = shown + ":" + std::to_string(settings.port);
  const tcp::endpoint endpoint(address, settings.port);
  acceptor.open(endpoint.protocol(), error);
  if (error) cannot_listen(where, error);
  acceptor.set_option(tcp::acceptor::reuse_address(true), error);
  if (error) cannot_listen(where, error);
  acceptor.bind(endpoint, error);
  if (error) cannot_listen(where, error);
  acceptor.listen(tcp::acceptor::max_listen_connections, error);
  if (error) cannot_listen(where, error);
}

}  // namespace

class HttpServer::Listener {
 public:
  Listener(Settings settings, Handler handler)
      : context_(std::make_shared<asio::io_context>(static_cast<int>(std::max(settings.threads, 1U)))),
        shared_{.settings = std::move(settings), .handler = std::move(handler), .counters = {}, .context = context_},
        strand_(asio::make_strand(*context_)),
        acceptor_(strand_),
        pause_(strand_) {
    listen(acceptor_, shared_.settings);
    port_ = acceptor_.local_endpoint().port();
  }

  void start() {
    DRIFTD_ASSERT(threads_.empty() && !stopping_);
    work_.emplace(context_->get_executor());
    asio::co_spawn(strand_, accept_all(), asio::detached);
    for (unsigned i = 0; i < std::max(shared_.settings.threads, 1U); ++i) threads_.emplace_back([this] { context_->run(); });
  }

  void stop(std::chrono::milliseconds drain) {
    {
      const std::lock_guard lock(mutex_);
      if (std::exchange(stopping_, true)) return;
    }
    if (threads_.empty()) return;
    asio::post(strand_, [this] {
      error_code ignored;
      acceptor_.close(ignored);
      pause_.cancel();
    });
    for_each_live([](Connection& connection) { connection.drain(); });
    if (!all_gone_within(drain)) for_each_live([](Connection& connection) { connection.close(); });
    work_.reset();
    threads_.clear();
  }

  [[nodiscard]] unsigned short port() const { return port_; }
  [[nodiscard]] const HttpCounters& counters() const { return shared_.counters; }

 private:
  // Takes a connection off the list when its coroutine's frame goes, however that ends.
  class Stay {
   public:
    Stay(Listener& listener, std::shared_ptr<Connection> connection, std::atomic<std::uint64_t>& seats)
        : listener_(listener), connection_(std::move(connection)), seats_(seats) {}
    Stay(const Stay&) = delete;
    Stay& operator=(const Stay&) = delete;
    Stay(Stay&&) = delete;
    Stay& operator=(Stay&&) = delete;
    ~Stay() {
      connection_->close_wire();
      seats_.fetch_sub(1, std::memory_order_relaxed);
      listener_.leave(*connection_);
    }

   private:
    Listener& listener_;
    std::shared_ptr<Connection> connection_;
    std::atomic<std::uint64_t>& seats_;
  };

  asio::awaitable<void> accept_all() {
    while (acceptor_.is_open()) {
      auto [error, socket] =
          co_await acceptor_.async_accept(asio::any_io_executor(asio::make_strand(*context_)), asio::as_tuple(asio::use_awaitable));
      if (!error) {
        welcome(std::move(socket));
      } else if (error != asio::error::operation_aborted && acceptor_.is_open()) {
        // Out of descriptors, most likely: trying again at once would only burn a core.
        pause_.expires_after(kAcceptPause);
        co_await pause_.async_wait(asio::as_tuple(asio::use_awaitable));
      }
    }
  }

  void welcome(tcp::socket socket) {
    error_code ignored;
    socket.set_option(tcp::no_delay(true), ignored);
    const auto executor = socket.get_executor();
    const bool full = shared_.counters.open_connections.load(std::memory_order_relaxed) >= shared_.settings.max_connections;
    if (full && turned_away_.load(std::memory_order_relaxed) >= kMaxTurnedAway) {
      shared_.counters.refused.fetch_add(1, std::memory_order_relaxed);
      return;
    }
    auto connection = std::make_shared<Connection>(std::move(socket), shared_);
    if (!join(connection)) return;
    auto& seats = full ? turned_away_ : shared_.counters.open_connections;
    seats.fetch_add(1, std::memory_order_relaxed);
    asio::co_spawn(executor, host(connection, seats, full), asio::detached);
  }

  asio::awaitable<void> host(std::shared_ptr<Connection> connection, std::atomic<std::uint64_t>& seats, bool full) {
    const Stay stay(*this, connection, seats);
    if (full) {
      co_await connection->turn_away(too_many());
    } else {
      co_await connection->serve();
    }
  }

  [[nodiscard]] Response too_many() const {
    Response response = error_response(503, "too_many_connections",
                                       "the server already has " + std::to_string(shared_.settings.max_connections) +
                                           " connections; try again in a second, over a connection that is kept");
    response.headers.emplace_back("Retry-After", "1");
    return response;
  }

  bool join(const std::shared_ptr<Connection>& connection) {
    const std::lock_guard lock(mutex_);
    if (stopping_) return false;
    live_.emplace(connection.get(), connection);
    return true;
  }

  void leave(Connection& connection) {
    const std::lock_guard lock(mutex_);
    live_.erase(&connection);
    if (live_.empty()) emptied_.notify_all();
  }

  template <typename Action>
  void for_each_live(Action action) {
    const std::lock_guard lock(mutex_);
    for (const auto& [key, weak] : live_) {
      if (const auto connection = weak.lock()) action(*connection);
    }
  }

  bool all_gone_within(std::chrono::milliseconds drain) {
    std::unique_lock lock(mutex_);
    return emptied_.wait_for(lock, drain, [this] { return live_.empty(); });
  }

  std::shared_ptr<asio::io_context> context_;
  Connection::Shared shared_;
  asio::strand<asio::io_context::executor_type> strand_;
  tcp::acceptor acceptor_;
  asio::steady_timer pause_;
  unsigned short port_ = 0;
  std::optional<asio::executor_work_guard<asio::io_context::executor_type>> work_;
  std::atomic<std::uint64_t> turned_away_ = 0;

  std::mutex mutex_;
  std::condition_variable emptied_;
  bool stopping_ = false;
  std::unordered_map<Connection*, std::weak_ptr<Connection>> live_;
  std::vector<std::jthread> threads_;
};

HttpServer::HttpServer(Settings settings, Handler handler)
    : listener_(std::make_unique<Listener>(std::move(settings), std::move(handler))) {}

HttpServer::~HttpServer() {
  stop(std::chrono::milliseconds(0));
}

void HttpServer::start() {
  listener_->start();
}

void HttpServer::stop(std::chrono::milliseconds drain) {
  listener_->stop(drain);
}

unsigned short HttpServer::port() const {
  return listener_->port();
}

const HttpCounters& HttpServer::counters() const {
  return listener_->counters();
}

}  // namespace driftd::api
