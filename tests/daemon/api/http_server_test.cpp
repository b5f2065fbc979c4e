#include "daemon/api/http_server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <latch>
#include <stdexcept>
#include <thread>
#include <vector>

#include "daemon/api/http_client.h"
#include "tests/daemon/api/http_raw_client.h"

namespace driftd::api {
namespace {

using namespace std::chrono_literals;
using testing::AllOf;
using testing::HasSubstr;

std::string url_of(const HttpServer& server) {
  return "http://127.0.0.1:" + std::to_string(server.port());
}

std::string failure_to_listen(const HttpServer::Settings& settings) {
  try {
    const HttpServer server(settings, echo);
  } catch (const std::runtime_error& error) {
    return error.what();
  }
  return "it listens";
}

TEST(HttpServer, SaysWhoMayHoldTheAddressThatItCannotHave) {
  const HttpServer first(small_settings(), echo);
  auto settings = small_settings();
  settings.port = first.port();
  EXPECT_THAT(failure_to_listen(settings),
              AllOf(HasSubstr("cannot listen on 127.0.0.1:" + std::to_string(first.port()) + ": address already in use"),
                    HasSubstr("another driftd")));
}

TEST(HttpServer, RefusesAnAddressThatIsNoneOfThisMachine) {
  auto settings = small_settings();
  settings.address = "192.0.2.1";
  EXPECT_THAT(failure_to_listen(settings), HasSubstr("no interface of this machine"));
  settings.address = "localhost";
  EXPECT_THAT(failure_to_listen(settings), HasSubstr("not a numeric address"));
}

TEST(HttpServer, QueuesClientsThatComeBeforeItsStart) {
  HttpServer server(small_settings(), echo);
  RawClient client(server.port());
  client.send("GET /early HTTP/1.1\r\nHost: x\r\n\r\n");
  server.start();
  const auto answer = client.receive();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->body(), "GET /early ");
}

TEST(HttpServer, EndsWithoutEverHavingStarted) {
  HttpServer server(small_settings(), echo);
  EXPECT_NE(server.port(), 0);
  server.stop(1s);
}

TEST(HttpServer, ServesManyClientsAtOnce) {
  HttpServer server(small_settings(), echo);
  server.start();
  constexpr int kClients = 8;
  constexpr int kRequests = 50;
  std::vector<int> right(kClients, 0);
  {
    std::vector<std::jthread> clients;
    for (int c = 0; c < kClients; ++c) {
      clients.emplace_back([&server, &right, c] {
        HttpClient client(url_of(server), 20s);
        for (int i = 0; i < kRequests; ++i) {
          const std::string body = std::to_string(c) + "." + std::to_string(i);
          const auto answer = client.request("POST", "/x", body);
          right[static_cast<std::size_t>(c)] += static_cast<int>(answer && answer->body == "POST /x " + body);
        }
      });
    }
  }
  EXPECT_EQ(right, std::vector<int>(kClients, kRequests));
  EXPECT_EQ(server.counters().requests.load(), static_cast<std::uint64_t>(kClients * kRequests));
}

TEST(HttpServer, TurnsAwayAConnectionTooMany) {
  auto settings = small_settings();
  settings.max_connections = 1;
  HttpServer server(settings, echo);
  server.start();
  RawClient first(server.port());
  first.send("GET /1 HTTP/1.1\r\nHost: x\r\n\r\n");
  ASSERT_TRUE(first.receive());

  RawClient second(server.port());
  second.send("GET /2 HTTP/1.1\r\nHost: x\r\n\r\n");
  const auto refusal = second.receive();
  ASSERT_TRUE(refusal);
  EXPECT_EQ(refusal->result_int(), 503U);
  EXPECT_EQ((*refusal)["Retry-After"], "1");
  EXPECT_THAT(refusal->body(), HasSubstr("too_many_connections"));
  EXPECT_TRUE(second.ends_cleanly());

  first.send("GET /1 HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_TRUE(first.receive()) << "the one that was there first stays";
  EXPECT_EQ(server.counters().refused.load(), 1U);
}

TEST(HttpServer, LetsARunningRequestFinishWhenItStops) {
  std::latch asked(1);
  Respond kept;
  HttpServer server(small_settings(), [&](const Request&, Respond respond) {
    kept = std::move(respond);
    asked.count_down();
  });
  server.start();
  RawClient client(server.port());
  client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  asked.wait();
  std::jthread stopping([&server] { server.stop(20s); });
  std::this_thread::sleep_for(20ms);
  kept({.body = "finished"});
  const auto answer = client.receive();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->body(), "finished");
  EXPECT_FALSE(answer->keep_alive());
  client.leave();
  stopping.join();
  EXPECT_EQ(server.counters().open_connections.load(), 0U);
}

TEST(HttpServer, WaitsNeitherForIdleClientsNorForHalfARequestBeyondTheDrain) {
  HttpServer server(small_settings(), echo);
  server.start();
  RawClient idle(server.port());
  idle.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  ASSERT_TRUE(idle.receive());
  RawClient half(server.port());
  half.send("GET / HT");
  while (server.counters().open_connections.load() < 2) std::this_thread::sleep_for(1ms);
  std::jthread stopping([&server] { server.stop(100ms); });
  EXPECT_TRUE(idle.ends_cleanly());
  stopping.join();
  EXPECT_FALSE(half.receive());
}

TEST(HttpServer, ClosesOnARequestThatIsNotAnsweredWithinTheDrain) {
  std::latch asked(1);
  Respond kept;
  std::optional<HttpServer> server;
  server.emplace(small_settings(), [&](const Request&, Respond respond) {
    kept = std::move(respond);
    asked.count_down();
  });
  server->start();
  RawClient client(server->port());
  client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  asked.wait();
  server->stop(10ms);
  EXPECT_FALSE(client.receive());
  server.reset();
  kept({.body = "to nobody"});
}

TEST(HttpServer, TakesNoNewClientsOnceStopped) {
  HttpServer server(small_settings(), echo);
  server.start();
  server.stop(1s);
  HttpClient client(url_of(server), 5s);
  EXPECT_FALSE(client.request("GET", "/"));
}

}  // namespace
}  // namespace driftd::api
