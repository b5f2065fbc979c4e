#include "daemon/engine/not_begun.h"

#include <algorithm>

namespace driftd::engine {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

std::string without_numbers(std::string_view reason) {
  std::string words(reason);
  std::erase_if(words, is_digit);
  return words;
}

}  // namespace

bool NotBegun::is_news(std::string_view about, std::string_view reason) {
  if (told_.size() >= kMostReasons) return false;
  std::string words = std::string(about) + ": " + without_numbers(reason);
  if (std::ranges::find(told_, words) != told_.end()) return false;
  told_.push_back(std::move(words));
  return true;
}

void NotBegun::save(detectors::StateWriter& state) const {
  state.put(static_cast<std::uint64_t>(told_.size()));
  for (const std::string& words : told_) state.put(std::string_view(words));
}

void NotBegun::load(detectors::StateReader& state) {
  const auto count = state.get_count();
  if (count > kMostReasons) return state.fail();
  told_.assign(count, {});
  for (std::string& words : told_) state.get(words);
}

}  // namespace driftd::engine
