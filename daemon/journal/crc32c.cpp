#include "daemon/journal/crc32c.h"

#include <boost/crc.hpp>
#include <cstring>

#if defined(__x86_64__)
#include <nmmintrin.h>
#endif

namespace driftd::journal {

namespace {

constexpr std::uint32_t reversed(std::uint32_t bits) {
  std::uint32_t answer = 0;
  for (int i = 0; i < 32; ++i) answer |= ((bits >> i) & 1U) << (31 - i);
  return answer;
}

}  // namespace

namespace crc32c_ways {

#if defined(__x86_64__)

bool has_hardware() {
  static const bool answer = __builtin_cpu_supports("sse4.2") != 0;
  return answer;
}

__attribute__((target("sse4.2"))) std::uint32_t by_hardware(std::uint32_t so_far, std::span<const std::byte> bytes) {
  std::uint64_t state = ~so_far;
  const std::byte* next = bytes.data();
  std::size_t left = bytes.size();
  for (; left >= sizeof(std::uint64_t); left -= sizeof(std::uint64_t), next += sizeof(std::uint64_t)) {
    std::uint64_t word = 0;
    std::memcpy(&word, next, sizeof word);
    state = _mm_crc32_u64(state, word);
  }
  auto narrow = static_cast<std::uint32_t>(state);
  for (; left > 0; --left, ++next) narrow = _mm_crc32_u8(narrow, std::to_integer<unsigned char>(*next));
  return ~narrow;
}

#else

bool has_hardware() {
  return false;
}
std::uint32_t by_hardware(std::uint32_t so_far, std::span<const std::byte> bytes) {
  return by_table(so_far, bytes);
}

#endif

std::uint32_t by_table(std::uint32_t so_far, std::span<const std::byte> bytes) {
  // Boost wants the register to start from before its reflection, and un-inverted.
  boost::crc_optimal<32, 0x1EDC6F41, 0xFFFFFFFF, 0xFFFFFFFF, true, true> crc(reversed(~so_far));
  crc.process_bytes(bytes.data(), bytes.size());
  return crc.checksum();
}

}  // namespace crc32c_ways

std::uint32_t crc32c(std::uint32_t so_far, std::span<const std::byte> bytes) {
  return crc32c_ways::has_hardware() ? crc32c_ways::by_hardware(so_far, bytes) : crc32c_ways::by_table(so_far, bytes);
}

}  // namespace driftd::journal
