#include "tests/places.h"

namespace driftd::tests {

std::filesystem::path source_folder() {
  return DRIFTD_SOURCE_DIR;
}

std::filesystem::path streams_folder() {
  return DRIFTD_STREAMS;
}

}  // namespace driftd::tests
