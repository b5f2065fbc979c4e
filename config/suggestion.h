#pragma once

// The nearest right word for a wrong one, by edit distance with transpositions (Damerau 1964, restricted form).

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace driftd::config {

/// The number of insertions, deletions, substitutions and swaps of neighbours that turn `a` into `b`.
std::size_t edit_distance(std::string_view a, std::string_view b);

/// The candidate nearest to `word`, where one is near enough to be what was meant (a third of its length, at least 1).
std::optional<std::string> nearest(std::string_view word, std::span<const std::string> candidates);

/// " (did you mean \"x\"?)", else " (one of: a, b, c)".
std::string did_you_mean(std::string_view word, std::span<const std::string> candidates);

}  // namespace driftd::config
