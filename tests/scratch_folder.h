#pragma once

// A folder of its own for each test, gone afterwards. It lies in memory where the machine has such a place: what the tests ask does not
// depend on the disk, and a thousand fdatasyncs of a busy one take half a minute. A benchmark asks for the disk.

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <string>

namespace driftd::tests {

class ScratchFolder {
 public:
  enum class Place { memory, disk };

  explicit ScratchFolder(Place place = Place::memory) {
    const std::filesystem::path in_memory = "/dev/shm";
    const bool use_memory = place == Place::memory && ::access(in_memory.c_str(), W_OK) == 0;
    const auto parent = use_memory ? in_memory : std::filesystem::temp_directory_path();
    std::string name = (parent / "driftd_test_XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("cannot make a scratch folder " + name);
    path_ = name;
  }
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  ScratchFolder(ScratchFolder&&) = delete;
  ScratchFolder& operator=(ScratchFolder&&) = delete;
  ~ScratchFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace driftd::tests
