#pragma once

// Where a driftd listens, as an operator writes it: "http://host:port".

#include <expected>
#include <string>
#include <string_view>

namespace driftd::api {

/// Of http where the URL names none.
inline constexpr unsigned short kDefaultPort = 80;

struct HttpUrl {
  /// A name or an address; IPv6 without brackets.
  std::string host;
  unsigned short port = kDefaultPort;
  /// What the Host header says: "host:port", IPv6 in brackets.
  std::string authority;
};

/// The error quotes the text and says what to write instead.
std::expected<HttpUrl, std::string> parse_http_url(std::string_view text);

/// Something to be asked for at a server.
struct HttpResource {
  HttpUrl server;
  /// Path and query, as a request names them: "/a/b?c=d".
  std::string target;

  [[nodiscard]] std::string origin() const { return "http://" + server.authority; }
  [[nodiscard]] std::string url() const { return origin() + target; }
};

/// "http://host:port/path?query"; a fragment is left out.
std::expected<HttpResource, std::string> parse_http_resource(std::string_view text);

/// What `reference` means in an answer of `base` (RFC 3986, section 5): a URL, a path, or a path relative to the base's. One that leads to
/// another server is refused: whoever answers does not choose whom else driftd talks to.
std::expected<HttpResource, std::string> resolve_at_origin(const HttpResource& base, std::string_view reference);

}  // namespace driftd::api
