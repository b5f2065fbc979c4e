#include "config/base64.h"

#include <algorithm>
#include <boost/archive/iterators/base64_from_binary.hpp>
#include <boost/archive/iterators/binary_from_base64.hpp>
#include <boost/archive/iterators/transform_width.hpp>
#include <cctype>

namespace driftd::config {

namespace iterators = boost::archive::iterators;

std::string to_base64(std::string_view bytes) {
  using Encoded = iterators::base64_from_binary<iterators::transform_width<std::string_view::const_iterator, 6, 8>>;
  std::string text(Encoded(bytes.begin()), Encoded(bytes.end()));
  text.append((4 - text.size() % 4) % 4, '=');
  return text;
}

std::expected<std::string, std::string> from_base64(std::string_view text) {
  if (text.size() % 4 != 0) return std::unexpected("base64 must have a multiple of 4 letters, has " + std::to_string(text.size()));
  const std::size_t padding = text.ends_with("==") ? 2 : text.ends_with("=") ? 1 : 0;
  const std::string_view letters = text.substr(0, text.size() - padding);
  const auto is_letter = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '+' || c == '/'; };
  if (!std::ranges::all_of(letters, is_letter)) return std::unexpected("base64 holds a letter that is none of its alphabet");
  using Decoded = iterators::transform_width<iterators::binary_from_base64<std::string_view::const_iterator>, 8, 6>;
  std::string bytes;
  bytes.reserve(text.size() / 4 * 3);
  const std::size_t whole = letters.size() * 6 / 8;
  Decoded next(letters.begin());
  for (std::size_t i = 0; i < whole; ++i, ++next) bytes.push_back(static_cast<char>(*next));
  return bytes;
}

}  // namespace driftd::config
