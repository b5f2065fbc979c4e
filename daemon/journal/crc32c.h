#pragma once

// CRC-32C (Castagnoli, polynomial 0x1EDC6F41, reflected; Castagnoli et al. 1993, doi:10.1109/26.231911): finds every burst of up to 32
// bits, and x86 has an instruction for it. The check value of "123456789" is 0xE3069283.

#include <cstddef>
#include <cstdint>
#include <span>

namespace driftd::journal {

/// The checksum of everything before (`so_far`, 0 to begin with) followed by `bytes`: crc32c(crc32c(0, a), b) == crc32c(0, ab).
std::uint32_t crc32c(std::uint32_t so_far, std::span<const std::byte> bytes);

namespace crc32c_ways {
bool has_hardware();
std::uint32_t by_hardware(std::uint32_t so_far, std::span<const std::byte> bytes);  ///< only where has_hardware()
std::uint32_t by_table(std::uint32_t so_far, std::span<const std::byte> bytes);
}  // namespace crc32c_ways

}  // namespace driftd::journal
