#include "daemon/api/http_client.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <functional>
#include <stdexcept>
#include <thread>
#include <vector>

#include "tests/daemon/api/http_raw_client.h"

namespace driftd::api {
namespace {

using namespace std::chrono_literals;
using boost::asio::ip::tcp;
using testing::AllOf;
using testing::HasSubstr;

std::string url_to(unsigned short port) {
  return "http://127.0.0.1:" + std::to_string(port);
}

/// Plays a server by script: each step serves one connection.
class ScriptedServer {
 public:
  using Step = std::function<void(tcp::socket&)>;

  explicit ScriptedServer(std::vector<Step> steps)
      : acceptor_(context_, tcp::endpoint(boost::asio::ip::address_v4::loopback(), 0)), thread_([this, script = std::move(steps)] {
          for (const auto& step : script) {
            tcp::socket socket(context_);
            acceptor_.accept(socket);
            step(socket);
          }
        }) {}

  [[nodiscard]] std::string url() const { return url_to(acceptor_.local_endpoint().port()); }

 private:
  boost::asio::io_context context_{1};
  tcp::acceptor acceptor_;
  std::jthread thread_;
};

std::string read_header(tcp::socket& socket) {
  std::string text;
  boost::system::error_code ignored;
  boost::asio::read_until(socket, boost::asio::dynamic_buffer(text), "\r\n\r\n", ignored);
  return text;
}

void say(tcp::socket& socket, std::string_view text) {
  boost::system::error_code ignored;
  boost::asio::write(socket, boost::asio::buffer(text), ignored);
}

constexpr std::string_view kOk = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

TEST(HttpClient, BringsBackStatusTypeHeadersAndBody) {
  HttpServer server(small_settings(), [](const Request& request, Respond respond) {
    respond({.status = 418,
             .content_type = "text/plain",
             .body = request.method + request.content_type + request.body,
             .headers = {{"X-Key", "v"}}});
  });
  server.start();
  HttpClient client(url_to(server.port()), 20s);
  const auto answer = client.request("PUT", "/a?b=c", "body", "text/csv");
  ASSERT_TRUE(answer) << answer.error();
  EXPECT_EQ(answer->status, 418U);
  EXPECT_EQ(answer->content_type, "text/plain");
  EXPECT_EQ(answer->header("x-key"), "v");
  EXPECT_EQ(answer->body, "PUTtext/csvbody");
}

TEST(HttpClient, SendsTheHeadersThatItIsGiven) {
  HttpServer server(small_settings(), [](const Request& request, Respond respond) {
    respond({.status = 200, .content_type = "text/plain", .body = std::string(request.header("x-key").value_or("none"))});
  });
  server.start();
  HttpClient client(url_to(server.port()), 20s);
  EXPECT_EQ(client.request("POST", "/", "body", "text/csv", {{"X-Key", "v"}})->body, "v");
  EXPECT_EQ(client.request("GET", "/")->body, "none");
}

TEST(HttpClient, TakesNoAnswerLargerThanItIsToldTo) {
  HttpServer server(small_settings(), [](const Request& request, Respond respond) {
    respond({.status = 200, .content_type = "text/plain", .body = std::string(request.path == "/large" ? 101 : 100, 'x')});
  });
  server.start();
  HttpClient client(url_to(server.port()), 20s, {.max_body = 100});
  EXPECT_TRUE(client.request("GET", "/"));
  const auto answer = client.request("GET", "/large");
  ASSERT_FALSE(answer);
  EXPECT_THAT(answer.error(), HasSubstr("more than 100 bytes"));
}

TEST(HttpClient, EndsARequestThatIsGivenUp) {
  std::vector<Respond> kept;
  std::atomic<bool> cancelled = false;
  HttpServer server(small_settings(), [&](const Request&, Respond respond) {
    kept.push_back(std::move(respond));
    cancelled.store(true);
  });
  server.start();
  HttpClient client(url_to(server.port()), 1h, {.cancelled = &cancelled});
  const auto answer = client.request("GET", "/");
  ASSERT_FALSE(answer);
  EXPECT_THAT(answer.error(), HasSubstr("it was given up"));
}

TEST(HttpClient, KeepsItsConnection) {
  HttpServer server(small_settings(), echo);
  server.start();
  HttpClient client(url_to(server.port()), 20s);
  for (int i = 0; i < 10; ++i) EXPECT_TRUE(client.request(i % 2 == 0 ? "GET" : "HEAD", "/"));
  EXPECT_EQ(server.counters().open_connections.load(), 1U);
}

TEST(HttpClient, SendsNoBodyWithAGetAndAnEmptyOneWithAPost) {
  ScriptedServer server({[](tcp::socket& socket) {
    EXPECT_THAT(read_header(socket), testing::Not(HasSubstr("Content-Length")));
    say(socket, kOk);
    EXPECT_THAT(read_header(socket), HasSubstr("Content-Length: 0"));
    say(socket, kOk);
  }});
  HttpClient client(server.url(), 20s);
  EXPECT_TRUE(client.request("GET", "/"));
  EXPECT_TRUE(client.request("POST", "/"));
}

TEST(HttpClient, ConnectsAnewWhenTheServerHasLeftBetweenRequests) {
  const auto serve_one = [](tcp::socket& socket) {
    read_header(socket);
    say(socket, kOk);
  };
  ScriptedServer server({serve_one, serve_one, serve_one});
  HttpClient client(server.url(), 20s);
  for (int i = 0; i < 3; ++i) {
    const auto answer = client.request("POST", "/", "x");
    ASSERT_TRUE(answer) << answer.error();
  }
}

TEST(HttpClient, ConnectsAnewOnceWhenAKeptConnectionEndsWithoutAByteOfAnswer) {
  int requests = 0;
  ScriptedServer server({[&](tcp::socket& socket) {
                           read_header(socket);
                           say(socket, kOk);
                           read_header(socket);
                           ++requests;
                         },
                         [&](tcp::socket& socket) {
                           read_header(socket);
                           ++requests;
                           say(socket, kOk);
                         }});
  HttpClient client(server.url(), 20s);
  ASSERT_TRUE(client.request("GET", "/"));
  EXPECT_TRUE(client.request("GET", "/"));
  EXPECT_EQ(requests, 2);
}

TEST(HttpClient, DoesNotSendAgainWhatANewConnectionFailedToAnswer) {
  ScriptedServer server({[](tcp::socket& socket) { read_header(socket); }});
  HttpClient client(server.url(), 20s);
  const auto answer = client.request("GET", "/");
  ASSERT_FALSE(answer);
  EXPECT_THAT(answer.error(), AllOf(HasSubstr(server.url()), HasSubstr("closed the connection")));
}

TEST(HttpClient, DoesNotSendAgainOnceAnAnswerHasBegun) {
  ScriptedServer server({[](tcp::socket& socket) {
    read_header(socket);
    say(socket, kOk);
    read_header(socket);
    say(socket, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf");
  }});
  HttpClient client(server.url(), 20s);
  ASSERT_TRUE(client.request("GET", "/"));
  EXPECT_FALSE(client.request("GET", "/"));
}

TEST(HttpClient, TakesNoAnswerThatCameBeforeItsQuestion) {
  ScriptedServer server({[](tcp::socket& socket) {
                           read_header(socket);
                           say(socket, std::string(kOk) + "HTTP/1.1 408 Slow\r\nContent-Length: 4\r\n\r\nslow");
                           read_header(socket);
                         },
                         [](tcp::socket& socket) {
                           read_header(socket);
                           say(socket, kOk);
                         }});
  HttpClient client(server.url(), 20s);
  ASSERT_TRUE(client.request("GET", "/"));
  const auto answer = client.request("GET", "/");
  ASSERT_TRUE(answer) << answer.error();
  EXPECT_EQ(answer->status, 200U);
}

TEST(HttpClient, PassesOverInterimAnswers) {
  ScriptedServer server({[](tcp::socket& socket) {
    read_header(socket);
    say(socket, "HTTP/1.1 102 Processing\r\n\r\n" + std::string(kOk));
  }});
  HttpClient client(server.url(), 20s);
  EXPECT_EQ(client.request("GET", "/")->status, 200U);
}

TEST(HttpClient, SeesTheRefusalOfABodyItIsStillSending) {
  auto settings = small_settings();
  settings.linger = 5s;
  HttpServer server(settings, echo);
  server.start();
  HttpClient client(url_to(server.port()), 20s);
  const auto answer = client.request("POST", "/", std::string(20'000'000, 'b'));
  ASSERT_TRUE(answer) << answer.error();
  EXPECT_EQ(answer->status, 413U);
  const auto next = client.request("POST", "/", "small");
  ASSERT_TRUE(next) << next.error();
  EXPECT_EQ(next->body, "POST / small");
}

TEST(HttpClient, GivesUpAtTheTimeout) {
  std::vector<Respond> kept;
  HttpServer server(small_settings(), [&kept](const Request&, Respond respond) { kept.push_back(std::move(respond)); });
  server.start();
  HttpClient client(url_to(server.port()), 100ms);
  const auto answer = client.request("GET", "/");
  ASSERT_FALSE(answer);
  EXPECT_THAT(answer.error(), HasSubstr("nothing within 100 ms"));
  server.stop(0ms);
}

TEST(HttpClient, AsksWhetherADaemonRunsWhereNobodyListens) {
  unsigned short port = 0;
  {
    const HttpServer gone(small_settings(), echo);
    port = gone.port();
  }
  HttpClient client(url_to(port), 5s);
  const auto answer = client.request("GET", "/");
  ASSERT_FALSE(answer);
  EXPECT_THAT(answer.error(), AllOf(HasSubstr("cannot connect to " + url_to(port)), HasSubstr("is driftd running there?")));
}

TEST(HttpClient, RefusesAUrlItCannotUse) {
  EXPECT_THROW(HttpClient("localhost:7420", 1s), std::invalid_argument);
}

}  // namespace
}  // namespace driftd::api
