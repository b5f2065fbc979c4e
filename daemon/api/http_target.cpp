#include "daemon/api/http_target.h"

#include <algorithm>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>
#include <cctype>

namespace driftd::api {

namespace {

namespace urls = boost::urls;

// A decoded "/" would end a model's name early, a decoded NUL would end it in C.
bool hides_slash_or_nul(std::string_view encoded) {
  for (std::size_t at = encoded.find('%'); at != std::string_view::npos; at = encoded.find('%', at + 1)) {
    const std::string_view digits = encoded.substr(at + 1, 2);
    if (digits == "00" || digits == "2f" || digits == "2F") return true;
  }
  return false;
}

std::string decoded_value(const urls::param_pct_view& parameter) {
  urls::encoding_opts form_encoding;
  form_encoding.space_as_plus = true;
  return parameter.value.decode(form_encoding);
}

}  // namespace

std::expected<Target, std::string> parse_target(std::string_view text) {
  const urls::string_view view(text.data(), text.size());
  const auto parsed = text.starts_with('/') ? urls::parse_origin_form(view) : urls::parse_uri(view);
  if (!parsed) return std::unexpected("the request target is not a path: " + parsed.error().message());
  const urls::url_view& url = *parsed;
  if (!text.starts_with('/') && !url.has_authority()) return std::unexpected("the request target is neither a path nor a URL with a host");
  const std::string_view encoded(url.encoded_path().data(), url.encoded_path().size());
  if (hides_slash_or_nul(encoded)) return std::unexpected("the path holds an encoded slash or NUL (%2F, %00)");
  if (url.encoded_params().size() > kMaxQueryParameters) {
    return std::unexpected("the query has more than " + std::to_string(kMaxQueryParameters) + " parameters");
  }
  Target target{.path = url.path(), .query = {}};
  if (target.path.empty()) target.path = "/";
  target.query.reserve(url.encoded_params().size());
  for (const auto parameter : url.encoded_params()) target.query.emplace_back(parameter.key.decode(), decoded_value(parameter));
  return target;
}

}  // namespace driftd::api
