#include "daemon/api/http_client.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/error.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/span_body.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <stdexcept>
#include <utility>

#include "daemon/api/http_timed_socket.h"
#include "daemon/api/http_url.h"

namespace driftd::api {

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using boost::system::error_code;
using Outgoing = http::request<http::span_body<const char>>;
using AnswerParser = http::response_parser<http::string_body>;

constexpr std::uint32_t kMaxAnswerHeader = std::uint32_t{64} << 10U;

beast::string_view to_beast(std::string_view text) {
  return {text.data(), text.size()};
}

// Why an attempt brought no answer.
struct Failure {
  std::string why;
  /// The peer had closed before the first byte of an answer.
  bool closed_unanswered = false;
};

bool says_closed(error_code error) {
  return error == http::error::end_of_stream || error == asio::error::eof || error == asio::error::connection_reset ||
         error == asio::error::broken_pipe || error == asio::error::connection_aborted;
}

Response taken_from(AnswerParser& parser) {
  auto message = parser.release();
  Response response{
      .status = message.result_int(), .content_type = std::string(message[http::field::content_type]), .body = std::move(message.body())};
  for (const auto& field : message) response.headers.emplace_back(field.name_string(), field.value());
  return response;
}

HttpUrl parsed_or_throw(const std::string& url) {
  auto parsed = parse_http_url(url);
  if (!parsed) throw std::invalid_argument(parsed.error());
  return *std::move(parsed);
}

}  // namespace

class HttpClient::Connection {
 public:
  Connection(const std::string& url, std::chrono::milliseconds timeout, Limits limits)
      : url_(parsed_or_throw(url)), timeout_(timeout), limits_(limits), socket_(context_.get_executor()) {
    socket_.give_up_when(limits.cancelled);
  }

  std::expected<Response, std::string> request(const Outgoing& message) {
    socket_.set_deadline(TimedSocket::Clock::now() + timeout_);
    // A connection on which something came unasked has ended: a farewell, or an answer to nothing that would be taken for the next one.
    if (socket_.is_open() && (buffer_.size() > 0 || !socket_.quiet())) socket_.close();
    const bool kept = socket_.is_open();
    auto answer = attempt(message);
    if (!answer && kept && answer.error().closed_unanswered) answer = attempt(message);
    if (!answer) return std::unexpected(std::move(answer.error().why));
    return *std::move(answer);
  }

  [[nodiscard]] const std::string& authority() const { return url_.authority; }

 private:
  std::expected<Response, Failure> attempt(const Outgoing& message) {
    if (!socket_.is_open()) {
      if (const error_code error = connect()) return std::unexpected(failure("cannot connect to", error));
      buffer_.clear();
    }
    error_code write_error;
    http::write(socket_, message, write_error);
    if (write_error == asio::error::timed_out || write_error == asio::error::operation_aborted)
      return give_up("sending a request to", write_error);
    // Whatever else kept us from sending it all, the peer may have said why before it closed.
    return read_answer(message.method() == http::verb::head, write_error);
  }

  std::expected<Response, Failure> read_answer(bool to_head, error_code write_error) {
    while (true) {
      AnswerParser parser;
      parser.header_limit(kMaxAnswerHeader);
      parser.body_limit(limits_.max_body);
      parser.skip(to_head);
      error_code error;
      http::read(socket_, buffer_, parser, error);
      if (error) {
        const bool unanswered = !parser.got_some() && buffer_.size() == 0 && says_closed(error);
        return give_up("no answer from", error, unanswered);
      }
      if (parser.get().result_int() / 100 == 1) continue;
      if (write_error || !parser.keep_alive()) socket_.close();
      return taken_from(parser);
    }
  }

  error_code connect() {
    error_code error;
    asio::ip::tcp::resolver resolver(context_);
    const auto addresses = resolver.resolve(url_.host, std::to_string(url_.port), asio::ip::tcp::resolver::numeric_service, error);
    if (error) return error;
    return socket_.connect(addresses);
  }

  std::unexpected<Failure> give_up(const std::string& what, error_code error, bool unanswered = false) {
    socket_.close();
    return std::unexpected(failure(what, error, unanswered));
  }

  [[nodiscard]] Failure failure(const std::string& what, error_code error, bool unanswered = false) const {
    std::string why = what + " http://" + url_.authority + ": ";
    if (error == asio::error::timed_out) {
      why += "nothing within " + std::to_string(timeout_.count()) + " ms";
    } else if (says_closed(error)) {
      why += "it closed the connection";
    } else if (error == http::error::body_limit) {
      why += "more than " + std::to_string(limits_.max_body) + " bytes";
    } else if (error == asio::error::operation_aborted) {
      why += "it was given up";
    } else {
      why += error.message();
    }
    if (error == asio::error::connection_refused) why += "; is driftd running there?";
    return {.why = std::move(why), .closed_unanswered = unanswered};
  }

  HttpUrl url_;
  std::chrono::milliseconds timeout_;
  Limits limits_;
  asio::io_context context_{1};
  TimedSocket socket_;
  beast::flat_buffer buffer_;
};

HttpClient::HttpClient(const std::string& url, std::chrono::milliseconds timeout) : HttpClient(url, timeout, Limits{}) {}

HttpClient::HttpClient(const std::string& url, std::chrono::milliseconds timeout, Limits limits)
    : connection_(std::make_unique<Connection>(url, timeout, limits)) {}

HttpClient::~HttpClient() = default;
HttpClient::HttpClient(HttpClient&&) noexcept = default;
HttpClient& HttpClient::operator=(HttpClient&&) noexcept = default;

std::expected<Response, std::string> HttpClient::request(std::string_view method, std::string_view target, std::string_view body,
                                                         std::string_view content_type, const FieldList& headers) {
  Outgoing message;
  message.version(11);
  message.method_string(to_beast(method));
  message.target(to_beast(target));
  message.set(http::field::host, to_beast(connection_->authority()));
  for (const auto& [name, value] : headers) message.set(to_beast(name), to_beast(value));
  const bool carries_body = !body.empty() || method == "POST" || method == "PUT";
  if (carries_body) {
    message.set(http::field::content_type, to_beast(content_type));
    message.content_length(body.size());
  }
  message.body() = {body.data(), body.size()};
  return connection_->request(message);
}

}  // namespace driftd::api
