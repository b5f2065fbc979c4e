#pragma once

// Where the tests find what does not come with their program.

#include <filesystem>

namespace driftd::tests {

/// The repository.
std::filesystem::path source_folder();
/// The real streams; they are no part of the repository, and tests that want them skip with a message where they are absent.
std::filesystem::path streams_folder();

}  // namespace driftd::tests
