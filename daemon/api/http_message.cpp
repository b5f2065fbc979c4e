#include "daemon/api/http_message.h"

#include <algorithm>
#include <boost/beast/core/string.hpp>

namespace driftd::api {

namespace {

std::optional<std::string_view> first_header(const FieldList& headers, std::string_view name) {
  const auto found = std::ranges::find_if(headers, [name](const auto& field) {
    return boost::beast::iequals({field.first.data(), field.first.size()}, {name.data(), name.size()});
  });
  if (found == headers.end()) return std::nullopt;
  return found->second;
}

}  // namespace

std::optional<std::string_view> Request::header(std::string_view name) const {
  return first_header(headers, name);
}

std::optional<std::string_view> Request::parameter(std::string_view name) const {
  const auto found = std::ranges::find(query, name, &FieldList::value_type::first);
  if (found == query.end()) return std::nullopt;
  return found->second;
}

std::optional<std::string_view> Response::header(std::string_view name) const {
  return first_header(headers, name);
}

}  // namespace driftd::api
