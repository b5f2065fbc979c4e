#include "daemon/streams/generator.h"

namespace driftd::streams {

std::span<const std::string_view> Generator::categories(std::size_t /*feature*/) const {
  return {};
}

void Generator::start(std::size_t /*count*/, Random& /*random*/) {}

}  // namespace driftd::streams
