#pragma once

// A file of this test's own that goes with it, and what stands in it, plain and compressed.

#include <gtest/gtest.h>
#include <unistd.h>
#include <zlib.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

namespace driftd::csv {

class ScratchFile {
 public:
  explicit ScratchFile(std::string_view ending = ".csv") {
    const auto* const test = testing::UnitTest::GetInstance()->current_test_info();
    std::string name =
        std::string(test->test_suite_name()) + "." + test->name() + "." + std::to_string(::getpid()) + "." + std::to_string(count_++);
    for (char& letter : name) letter = letter == '/' ? '_' : letter;
    path_ = std::filesystem::path(testing::TempDir()) / (name + std::string(ending));
  }
  ScratchFile(std::string_view content, std::string_view ending) : ScratchFile(ending) { write(content); }
  ScratchFile(const ScratchFile&) = delete;
  ScratchFile& operator=(const ScratchFile&) = delete;
  ~ScratchFile() { std::filesystem::remove(path_); }

  const std::filesystem::path& path() const { return path_; }
  void write(std::string_view content) const { std::ofstream(path_, std::ios::binary) << content; }
  std::string read() const {
    std::ifstream file(path_, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  }

 private:
  static inline int count_ = 0;
  std::filesystem::path path_;
};

/// `content` as one gzip member, made by zlib's own file calls.
inline std::string gzipped(std::string_view content) {
  const ScratchFile file(".gz");
  gzFile out = gzopen(file.path().c_str(), "wb");
  gzwrite(out, content.data(), static_cast<unsigned>(content.size()));
  gzclose(out);
  return file.read();
}

/// What a gzip file holds, read by zlib's own file calls.
inline std::string gunzipped(const std::filesystem::path& path) {
  std::string content;
  std::string part(1U << 16U, '\0');
  gzFile in = gzopen(path.c_str(), "rb");
  for (int got = 1; got > 0;) {
    got = gzread(in, part.data(), static_cast<unsigned>(part.size()));
    content.append(part, 0, got > 0 ? static_cast<std::size_t>(got) : 0);
  }
  gzclose(in);
  return content;
}

}  // namespace driftd::csv
