#pragma once

// What a trainer left in its out/ folder, seen with suspicion: plain files under plain names, neither too many nor too large. A link or a
// folder is refused by name, never followed.

#include <expected>
#include <filesystem>
#include <string>

#include "daemon/registry/manifest.h"

namespace driftd::registry {

/// Copies every file of `source` into the folder `target`, durably; the digests are of the bytes that were copied.
std::expected<FileDigests, std::string> copy_artefact(const std::filesystem::path& source, const std::filesystem::path& target);

/// The digests alone.
std::expected<FileDigests, std::string> digest_artefact(const std::filesystem::path& source);

}  // namespace driftd::registry
