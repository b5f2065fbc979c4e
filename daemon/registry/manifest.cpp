#include "daemon/registry/manifest.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

namespace driftd::registry {
namespace {

using config::Json;
using config::Problems;
using config::Shape;

constexpr std::size_t kLongestModelName = 128;
constexpr std::size_t kLongestFileName = 255;
constexpr std::size_t kLongestText = 16U << 10U;

bool is_letter_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool is_plain(std::string_view name, std::size_t longest) {
  return !name.empty() && name.size() <= longest && name.front() != '.' && name.front() != '-' &&
         std::ranges::all_of(name, [](char c) { return is_letter_or_digit(c) || c == '_' || c == '-' || c == '.'; });
}

Shape<std::uint64_t> count(std::uint64_t min = 0) {
  return {.read =
              [min](std::uint64_t& value, const Json& json, const std::string& path, Problems& problems) {
                if (!json.is_number_unsigned() || json.get<std::uint64_t>() < min) {
                  problems.push_back({path, fmt::format("must be a whole number, at least {}", min)});
                } else {
                  value = json.get<std::uint64_t>();
                }
              },
          .write = [](const std::uint64_t& value) { return Json(value); },
          .schema = {{"type", "integer"}, {"minimum", min}}};
}

Shape<config::Time> time() {
  return {.read =
              [](config::Time& value, const Json& json, const std::string& path, Problems& problems) {
                const auto read = json.is_string() ? config::parse_time(json.get_ref<const std::string&>()) : std::nullopt;
                if (read) {
                  value = *read;
                } else {
                  problems.push_back({path, "must be a time as in \"2026-01-31T12:00:00Z\""});
                }
              },
          .write = [](const config::Time& value) { return Json(config::format_time(value)); },
          .schema = {{"type", "string"}, {"format", "date-time"}}};
}

Shape<std::string> name(bool (*fits)(std::string_view), std::string rule) {
  Shape<std::string> shape = config::text();
  shape.read = [fits, rule](std::string& value, const Json& json, const std::string& path, Problems& problems) {
    if (json.is_string() && fits(json.get_ref<const std::string&>())) {
      value = json.get<std::string>();
    } else {
      problems.push_back({path, "must be " + rule});
    }
  };
  return shape;
}

const config::Declaration<FileDigest>& digest_declaration() {
  static const auto declaration = config::Declaration<FileDigest>("a file of the version")
                                      .required("sha256", &FileDigest::sha256, name(is_sha256, "64 lower-case hex digits"), "its SHA-256")
                                      .required("bytes", &FileDigest::bytes, count(), "its size");
  return declaration;
}

void read_digests(FileDigests& digests, const Json& json, const std::string& path, Problems& problems) {
  if (!json.is_object() || json.empty() || json.size() > kMostFiles) {
    problems.push_back({path, fmt::format("must be an object of 1 to {} files", kMostFiles)});
    return;
  }
  FileDigests read;
  for (const auto& [file, facts] : json.items()) {
    const std::string here = config::step_into(path, file);
    if (!is_file_name(file)) problems.push_back({here, "is no name that a version's file may have"});
    digest_declaration().read(read[file], facts, here, problems);
  }
  digests = std::move(read);
}

Shape<FileDigests> digests() {
  return {.read = read_digests,
          .write =
              [](const FileDigests& digests) {
                Json json = Json::object();
                for (const auto& [file, digest] : digests) json[file] = digest_declaration().write(digest);
                return json;
              },
          .schema = {{"type", "object"}, {"additionalProperties", digest_declaration().schema()}, {"maxProperties", kMostFiles}}};
}

void check_whole(const Manifest& manifest, const std::string& path, Problems& problems) {
  if (manifest.format_version != kManifestFormat) {
    problems.push_back(
        {config::step_into(path, "format_version"),
         fmt::format("is {}, this release reads {}; use the release that wrote it", manifest.format_version, kManifestFormat)});
  }
  if (!manifest.files.contains(manifest.main)) problems.push_back({config::step_into(path, "main"), "is not among the files"});
}

}  // namespace

bool is_model_name(std::string_view name) {
  return is_plain(name, kLongestModelName) && name.front() != '_';
}

bool is_file_name(std::string_view name) {
  return is_plain(name, kLongestFileName) && !name.starts_with(kManifestName);
}

const config::Declaration<Manifest>& manifest_declaration() {
  static const auto declaration =
      config::Declaration<Manifest>("what a version is, where it comes from, and what its files hash to")
          .required("format_version", &Manifest::format_version, count(1), "of this manifest")
          .required("model", &Manifest::model, name(is_model_name, "a model's name"), "the model that it is a version of")
          .required("version", &Manifest::version, count(1), "counts up within the model")
          .required("parent", &Manifest::parent, count(), "the version before it, 0: none")
          .required("strategy", &Manifest::strategy, config::text({.max_length = 128}), "how it was made")
          .required("cause", &Manifest::cause, config::text({.max_length = kLongestText}), "why it was made")
          .required("job", &Manifest::job, count(), "the training job that made it")
          .required("rows", &Manifest::rows, count(), "that it learnt from")
          .required("created", &Manifest::created, time(), "when it was installed")
          .required("format", &Manifest::format, config::text({.min_length = 1, .max_length = 128, .word = true}), "of the main file")
          .required("main", &Manifest::main, name(is_file_name, "a file's name"), "the file that is served")
          .required("files", &Manifest::files, digests(), "every file with its SHA-256 and size")
          .check(check_whole);
  return declaration;
}

std::string to_text(const Manifest& manifest) {
  return manifest_declaration().write(manifest).dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::expected<Manifest, std::string> parse_manifest(std::string_view text) {
  const auto json = config::parse_json(text, {.bytes = kMostManifestBytes, .depth = 4});
  if (!json) return std::unexpected(config::to_text(json.error()));
  Manifest manifest;
  Problems problems;
  manifest_declaration().read(manifest, *json, "", problems);
  if (!problems.empty()) return std::unexpected(config::to_text(problems));
  return manifest;
}

}  // namespace driftd::registry
