#pragma once

// One client's connection: reads a request, has it answered, writes the answer, and again. Owned by its own coroutine; drain() and close()
// may be called from any thread.

#include <memory>

#include "daemon/api/http_exchange.h"
#include "daemon/api/http_request_reader.h"
#include "daemon/api/http_wire.h"

namespace driftd::api {

class Connection : public std::enable_shared_from_this<Connection> {
 public:
  /// What all connections of a server share; outlives them.
  struct Shared {
    HttpServer::Settings settings;
    Handler handler;
    HttpCounters counters;
    std::shared_ptr<asio::io_context> context;
  };

  Connection(asio::ip::tcp::socket socket, Shared& shared);

  /// Until the client leaves, misbehaves, or the server drains. To be spawned on the socket's executor.
  asio::awaitable<void> serve();
  /// Gives one answer to whatever the client sends, and leaves.
  asio::awaitable<void> turn_away(Response response);

  /// No further request after the one under way; an idle connection closes now.
  void drain();
  /// Ends it as soon as its strand comes to it, answered or not.
  void close();
  /// On the strand, when the coroutine has ended.
  void close_wire() { wire_->close(); }

 private:
  asio::awaitable<bool> request_begins();
  asio::awaitable<bool> serve_one();
  asio::awaitable<std::optional<Response>> answer_to(Request request);

  Shared& shared_;
  std::shared_ptr<HttpWire> wire_;
  std::shared_ptr<Exchange> exchange_;
  bool idle_ = false;
  bool draining_ = false;
  bool closed_ = false;
};

}  // namespace driftd::api
