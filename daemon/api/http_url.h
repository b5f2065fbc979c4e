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

}  // namespace driftd::api
