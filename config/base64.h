#pragma once

// Bytes as text, for what is not text inside a JSON file. RFC 4648, section 4: padded, no line breaks.

#include <expected>
#include <string>
#include <string_view>

namespace driftd::config {

std::string to_base64(std::string_view bytes);
/// The error says what is wrong; the text may hold nothing but the alphabet and its padding.
std::expected<std::string, std::string> from_base64(std::string_view text);

}  // namespace driftd::config
