#pragma once

// Journals small enough to see through: segments of 16 KiB, payloads of text.

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "daemon/journal/journal.h"

namespace driftd::journal {

using Entries = std::vector<std::pair<Position, std::string>>;

inline std::span<const std::byte> bytes_of(std::string_view text) {
  return std::as_bytes(std::span(text.data(), text.size()));
}
inline std::string text_of(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

inline Journal::Settings small(const std::filesystem::path& folder) {
  return {.folder = folder, .segment_bytes = kLeastSegmentBytes};
}

inline std::unique_ptr<Journal> open_or_throw(const Journal::Settings& settings) {
  auto journal = Journal::open(settings);
  if (!journal) throw std::runtime_error(journal.error().message);
  return std::move(*journal);
}

inline Entries entries_of(const Journal& journal, Position from = 0) {
  Entries entries;
  const auto done =
      journal.scan(from, [&](Position position, std::span<const std::byte> payload) { entries.emplace_back(position, text_of(payload)); });
  EXPECT_TRUE(done) << done.error().message;
  return entries;
}

/// Appends and commits each text by itself.
inline Entries write(Journal& journal, const std::vector<std::string>& texts) {
  Entries entries;
  for (const auto& text : texts) {
    entries.emplace_back(journal.append(bytes_of(text)), text);
    const auto done = journal.commit();
    EXPECT_TRUE(done) << done.error().message;
  }
  return entries;
}

/// `count` texts of `length` characters, each different.
inline std::vector<std::string> texts(int count, std::size_t length) {
  std::vector<std::string> answer;
  for (int i = 0; i < count; ++i) {
    std::string text = std::to_string(i) + " ";
    while (text.size() < length) text += static_cast<char>('a' + ((static_cast<std::size_t>(i) + text.size()) % 26));
    answer.push_back(text.substr(0, length));
  }
  return answer;
}

inline Entries operator+(Entries before, const Entries& after) {
  before.insert(before.end(), after.begin(), after.end());
  return before;
}

}  // namespace driftd::journal
