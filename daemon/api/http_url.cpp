#include "daemon/api/http_url.h"

#include <boost/url/parse.hpp>
#include <boost/url/url.hpp>
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

std::expected<HttpUrl, std::string> server_of(const urls::url_view& url) {
  if (url.scheme_id() != urls::scheme::http)
    return std::unexpected("has the scheme " + std::string(url.scheme()) + ", and only http is spoken here");
  if (url.has_userinfo()) return std::unexpected("holds a user name, which driftd does not take");
  if (url.host_address().empty()) return std::unexpected("names no host");
  const auto port = port_of(url);
  if (!port) return std::unexpected("has no port between 1 and 65535");
  const auto authority = url.encoded_host_and_port();
  return HttpUrl{.host = url.host_address(), .port = *port, .authority = std::string(authority.data(), authority.size())};
}

std::unexpected<std::string> refused(std::string_view text, const std::string& why, const std::string& instead) {
  return std::unexpected("the URL '" + std::string(text.substr(0, 200)) + "' " + why + instead);
}

std::expected<HttpResource, std::string> resource_of(const urls::url_view& url) {
  auto server = server_of(url);
  if (!server) return std::unexpected(std::move(server.error()));
  const auto path = url.encoded_path();
  std::string target = path.empty() ? "/" : std::string(path.data(), path.size());
  if (url.has_query()) target += "?" + std::string(url.encoded_query().data(), url.encoded_query().size());
  return HttpResource{.server = *std::move(server), .target = std::move(target)};
}

}  // namespace

std::expected<HttpUrl, std::string> parse_http_url(std::string_view text) {
  const std::string instead = "; write it as http://host:port, for example http://127.0.0.1:7420";
  if (text.find("://") == std::string_view::npos) return refused(text, "has no scheme", instead);
  const auto parsed = urls::parse_uri({text.data(), text.size()});
  if (!parsed) return refused(text, "cannot be read (" + parsed.error().message() + ")", instead);
  auto server = server_of(*parsed);
  if (!server) return refused(text, server.error(), instead);
  const urls::url_view& url = *parsed;
  if (url.has_query() || url.has_fragment() || (!url.encoded_path().empty() && url.encoded_path() != "/"))
    return refused(text, "goes on after the port", instead);
  return server;
}

std::expected<HttpResource, std::string> parse_http_resource(std::string_view text) {
  const std::string instead = "; write it as http://host:port/path";
  if (text.find("://") == std::string_view::npos) return refused(text, "has no scheme", instead);
  const auto parsed = urls::parse_uri({text.data(), text.size()});
  if (!parsed) return refused(text, "cannot be read (" + parsed.error().message() + ")", instead);
  auto resource = resource_of(*parsed);
  if (!resource) return refused(text, resource.error(), instead);
  return resource;
}

std::expected<HttpResource, std::string> resolve_at_origin(const HttpResource& base, std::string_view reference) {
  const std::string instead = "; it must lead to " + base.origin();
  const std::string base_text = base.url();  // what is parsed is a view of it
  const auto from = urls::parse_uri(base_text);
  const auto to = urls::parse_uri_reference({reference.data(), reference.size()});
  if (!from || !to) return refused(reference, "cannot be read", instead);
  urls::url resolved(*from);
  if (!resolved.resolve(*to)) return refused(reference, "cannot be resolved against " + base.url(), instead);
  auto resource = resource_of(resolved);
  if (!resource) return refused(reference, resource.error(), instead);
  const bool same = resource->server.host == base.server.host && resource->server.port == base.server.port;
  if (!same) return refused(reference, "leads to another server", instead);
  return resource;
}

}  // namespace driftd::api
