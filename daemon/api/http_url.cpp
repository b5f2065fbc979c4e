#include "daemon/api/http_url.h"

#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>
#include <charconv>
#include <optional>
#include <system_error>

namespace driftd::api {

namespace urls = boost::urls;

namespace {

// Boost.URL 1.81 lets a port beyond 65535 wrap around.
std::optional<unsigned short> port_of(const urls::url_view& url) {
  const std::string_view text(url.port().data(), url.port().size());
  if (text.empty()) return kDefaultPort;
  unsigned short port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (error != std::errc() || end != text.data() + text.size() || port == 0) return std::nullopt;
  return port;
}

}  // namespace

std::expected<HttpUrl, std::string> parse_http_url(std::string_view text) {
  const auto refuse = [text](const std::string& why) {
    return std::unexpected("the URL '" + std::string(text.substr(0, 200)) + "' " + why +
                           "; write it as http://host:port, for example http://127.0.0.1:7420");
  };
  if (text.find("://") == std::string_view::npos) return refuse("has no scheme");
  const auto parsed = urls::parse_uri({text.data(), text.size()});
  if (!parsed) return refuse("cannot be read (" + parsed.error().message() + ")");
  const urls::url_view& url = *parsed;
  if (url.scheme_id() != urls::scheme::http)
    return refuse("has the scheme " + std::string(url.scheme()) + ", and only http is spoken here");
  if (url.has_userinfo()) return refuse("holds a user name, which driftd does not take");
  if (url.host_address().empty()) return refuse("names no host");
  if (url.has_query() || url.has_fragment() || (!url.encoded_path().empty() && url.encoded_path() != "/")) {
    return refuse("goes on after the port");
  }
  const auto port = port_of(url);
  if (!port) return refuse("has no port between 1 and 65535");
  const auto authority = url.encoded_host_and_port();
  return HttpUrl{.host = url.host_address(), .port = *port, .authority = std::string(authority.data(), authority.size())};
}

}  // namespace driftd::api
