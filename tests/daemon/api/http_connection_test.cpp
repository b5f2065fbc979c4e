#include "daemon/api/http_connection.h"

#include <gtest/gtest.h>

#include <latch>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <thread>
#include <vector>

#include "tests/daemon/api/http_raw_client.h"

namespace driftd::api {
namespace {

using namespace std::chrono_literals;

std::string get(std::string_view path) {
  return "GET " + std::string(path) + " HTTP/1.1\r\nHost: x\r\n\r\n";
}

class HttpConnection : public testing::Test {
 protected:
  RawClient connect_to(Handler handler, HttpServer::Settings settings = small_settings()) {
    server_.emplace(std::move(settings), std::move(handler));
    server_->start();
    return RawClient(server_->port());
  }

  std::optional<HttpServer> server_;
};

TEST_F(HttpConnection, ServesManyRequestsInTurn) {
  RawClient client = connect_to(echo);
  for (int i = 0; i < 20; ++i) {
    const std::string path = "/" + std::to_string(i);
    client.send(get(path));
    const auto answer = client.receive();
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->body(), "GET " + path + " ");
    EXPECT_TRUE(answer->keep_alive());
  }
  EXPECT_EQ(server_->counters().requests.load(), 20U);
  EXPECT_EQ(server_->counters().open_connections.load(), 1U);
}

TEST_F(HttpConnection, AnswersPipelinedRequestsInOrderThoughLaterAnswersAreReadySooner) {
  std::vector<std::jthread> answering;
  RawClient client = connect_to([&answering](Request request, Respond respond) {
    const auto delay = request.path == "/0" ? 50ms : 0ms;
    answering.emplace_back([delay, path = request.path, respond = std::move(respond)]() mutable {
      std::this_thread::sleep_for(delay);
      respond({.body = path});
    });
  });
  std::string all;
  for (int i = 0; i < 5; ++i) all += get("/" + std::to_string(i));
  client.send(all);
  for (int i = 0; i < 5; ++i) {
    const auto answer = client.receive();
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->body(), "/" + std::to_string(i));
  }
  server_->stop(1s);
}

TEST_F(HttpConnection, TellsWhereAPipelinedRequestEndsAndTheNextBegins) {
  RawClient client = connect_to(echo);
  client.send("POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\noneGET /b HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_EQ(client.receive()->body(), "POST /a one");
  EXPECT_EQ(client.receive()->body(), "GET /b ");
}

TEST_F(HttpConnection, AnswersHeadAsGetWithoutTheBody) {
  RawClient client = connect_to(echo);
  client.send("HEAD /x HTTP/1.1\r\nHost: x\r\n\r\n" + get("/next"));
  const auto head = client.receive(true);
  ASSERT_TRUE(head);
  EXPECT_EQ((*head)["Content-Length"], std::to_string(std::string("GET /x ").size()));
  const auto next = client.receive();
  ASSERT_TRUE(next) << "a body would have been taken for the next answer";
  EXPECT_EQ(next->body(), "GET /next ");
}

TEST_F(HttpConnection, ClosesWhenTheClientAsksForIt) {
  RawClient client = connect_to(echo);
  client.send("GET /x HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  const auto answer = client.receive();
  ASSERT_TRUE(answer);
  EXPECT_FALSE(answer->keep_alive());
  EXPECT_TRUE(client.ends_cleanly());
}

TEST_F(HttpConnection, ClosesAfterAnHttp10RequestUnlessAskedToStay) {
  RawClient client = connect_to(echo);
  client.send("GET /a HTTP/1.0\r\nConnection: keep-alive\r\n\r\nGET /b HTTP/1.0\r\n\r\n");
  EXPECT_TRUE(client.receive()->keep_alive());
  EXPECT_FALSE(client.receive()->keep_alive());
  EXPECT_TRUE(client.ends_cleanly());
}

TEST_F(HttpConnection, AnswersFromAnotherThread) {
  std::vector<std::jthread> answering;
  RawClient client = connect_to([&answering](Request request, Respond respond) {
    answering.emplace_back(
        [body = std::move(request.body), respond = std::move(respond)]() mutable { respond({.body = std::move(body)}); });
  });
  for (int i = 0; i < 50; ++i) {
    const std::string body = std::to_string(i);
    client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
    const auto answer = client.receive();
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->body(), body);
  }
  server_->stop(1s);
}

void expect_internal_error(RawClient& client) {
  client.send(get("/"));
  const auto answer = client.receive();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->result_int(), 500U);
  EXPECT_EQ(nlohmann::json::parse(answer->body()).at("error").at("code"), "internal_error");
  EXPECT_TRUE(answer->keep_alive());
}

TEST_F(HttpConnection, Answers500WhenTheAnswerIsDropped) {
  RawClient client = connect_to([](const Request&, const Respond&) {});
  expect_internal_error(client);
}

TEST_F(HttpConnection, Answers500WhenTheHandlerThrows) {
  RawClient client = connect_to([](const Request&, const Respond&) { throw std::runtime_error("a bug"); });
  expect_internal_error(client);
  EXPECT_EQ(server_->counters().handler_failures.load(), 1U);
}

TEST_F(HttpConnection, TakesOnlyTheFirstOfTwoAnswers) {
  RawClient client = connect_to([](const Request&, Respond respond) {
    respond({.body = "first"});
    respond({.body = "second"});
  });
  client.send(get("/") + get("/"));
  EXPECT_EQ(client.receive()->body(), "first");
  EXPECT_EQ(client.receive()->body(), "first");
}

TEST_F(HttpConnection, DoesNotMindAnAnswerForAClientThatHasGone) {
  std::latch asked(1);
  Respond kept;
  RawClient client = connect_to([&](const Request& request, Respond respond) {
    if (request.path == "/alive") {
      respond({});
      return;
    }
    kept = std::move(respond);
    asked.count_down();
  });
  client.send(get("/"));
  asked.wait();
  client.leave();
  kept({.body = std::string(1'000'000, 'b')});
  RawClient other(server_->port());
  other.send(get("/alive"));
  EXPECT_TRUE(other.receive());
}

TEST_F(HttpConnection, GivesUpOnAClientThatTakesNoAnswer) {
  auto settings = small_settings();
  settings.write_deadline = 100ms;
  RawClient client = connect_to([](const Request&, Respond respond) { respond({.body = std::string(50'000'000, 'b')}); }, settings);
  client.send(get("/"));
  const auto until = std::chrono::steady_clock::now() + 10s;
  while (server_->counters().requests.load() == 0 && std::chrono::steady_clock::now() < until) std::this_thread::sleep_for(1ms);
  while (server_->counters().open_connections.load() > 0 && std::chrono::steady_clock::now() < until) std::this_thread::sleep_for(1ms);
  EXPECT_EQ(server_->counters().open_connections.load(), 0U);
}

TEST_F(HttpConnection, DoesNotHurryTheHandlerByTheClientsDeadlines) {
  auto settings = small_settings();
  settings.request_deadline = 50ms;
  settings.write_deadline = 50ms;
  settings.idle_timeout = 50ms;
  std::jthread answering;
  RawClient client = connect_to(
      [&answering](const Request&, Respond respond) {
        answering = std::jthread([respond = std::move(respond)]() mutable {
          std::this_thread::sleep_for(150ms);
          respond({.body = "late"});
        });
      },
      settings);
  client.send(get("/"));
  const auto answer = client.receive();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->body(), "late");
  server_->stop(1s);
}

}  // namespace
}  // namespace driftd::api
