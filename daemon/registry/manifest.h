#pragma once

// A version's manifest: what it is, where it comes from, and the SHA-256 of each of its files. It is written last, so that a folder with a
// manifest whose hashes hold is a whole version, and any other is not one.
//
//   {"format_version": 1, "model": "electricity", "version": 3, "parent": 2, "strategy": "incremental", "cause": "drift: ks on nswprice",
//    "job": 7, "rows": 20000, "created": "2026-01-31T12:00:00Z", "format": "driftd-linear", "main": "model.json",
//    "files": {"model.json": {"sha256": "9f86...", "bytes": 1234}}}

#include <cstdint>
#include <expected>
#include <map>
#include <string>
#include <string_view>

#include "config/declaration.h"
#include "config/time.h"
#include "daemon/registry/sha256.h"

namespace driftd::registry {

constexpr std::uint64_t kManifestFormat = 1;
constexpr std::size_t kMostFiles = 64;             // of one version
constexpr std::uint64_t kMostBytes = 2ULL << 30U;  // of one version's files together
constexpr std::size_t kMostManifestBytes = 1U << 20U;
constexpr std::string_view kManifestName = "manifest.json";

using FileDigests = std::map<std::string, FileDigest>;  // by file name

struct Manifest {
  std::uint64_t format_version = kManifestFormat;
  std::string model;
  std::uint64_t version = 0;  // 1 and up
  std::uint64_t parent = 0;   // the version that it was made from or replaces, 0: none
  std::string strategy;
  std::string cause;
  std::uint64_t job = 0;
  std::uint64_t rows = 0;  // that it learnt from
  config::Time created;
  std::string format;  // of the main file: "driftd-linear", "onnx"
  std::string main;    // name of the file that is served
  FileDigests files;   // all of them, the main one too
  bool operator==(const Manifest&) const = default;
};

const config::Declaration<Manifest>& manifest_declaration();

std::string to_text(const Manifest& manifest);
/// Everything in it is bounded and safe to use in paths afterwards; the error names each fault.
std::expected<Manifest, std::string> parse_manifest(std::string_view text);

/// A letter or digit, then letters, digits, '_', '-' and '.', 128 at most: neither "..", nor hidden, nor a path.
bool is_model_name(std::string_view name);
/// Likewise, but '_' may come first, 255 at most, and the manifest's own names are taken.
bool is_file_name(std::string_view name);

}  // namespace driftd::registry
