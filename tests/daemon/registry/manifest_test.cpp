#include "daemon/registry/manifest.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

namespace driftd::registry {
namespace {

using ::testing::HasSubstr;

Manifest example() {
  return {.model = "electricity",
          .version = std::numeric_limits<std::uint64_t>::max(),
          .parent = 2,
          .strategy = "incremental",
          .cause = "drift: ks on \"price\"",
          .job = 7,
          .rows = 20000,
          .created = config::parse_time("2026-01-31T12:00:00.25Z").value(),
          .format = "driftd-linear",
          .main = "model.json",
          .files = {{"model.json", {.sha256 = std::string(64, 'a'), .bytes = 3}},
                    {"_native.bin", {.sha256 = std::string(64, '0'), .bytes = 0}}}};
}

/// The example's text with one value replaced.
std::string with(const std::string& pointer, const config::Json& value) {
  config::Json json = config::Json::parse(to_text(example()));
  json[config::Json::json_pointer(pointer)] = value;
  return json.dump();
}

TEST(ManifestText, ComesBackAsItWas) {
  EXPECT_EQ(parse_manifest(to_text(example())), example());
}

TEST(ManifestText, NamesEachFault) {
  struct Case {
    std::string pointer;
    config::Json value;
  };
  const Case cases[] = {{"/version", 0},
                        {"/version", -1},
                        {"/version", 1.5},
                        {"/model", "../etc"},
                        {"/created", "yesterday"},
                        {"/main", "other.json"},
                        {"/format", ""},
                        {"/files", config::Json::object()},
                        {"/files/model.json/sha256", "ABC"},
                        {"/files/model.json/bytes", "3"},
                        {"/files/model.json/surprise", 1},
                        {"/format_version", 2},
                        {"/surprise", 1}};
  for (const Case& one : cases) {
    const auto read = parse_manifest(with(one.pointer, one.value));
    ASSERT_FALSE(read) << one.pointer << " = " << one.value;
    EXPECT_THAT(read.error(), HasSubstr(one.pointer.substr(0, one.pointer.find('/', 1))));
  }
}

TEST(ManifestText, RefusesFilesOutsideTheFolder) {
  for (const char* name : {"../model.json", "/etc/passwd", "a/b", "..", ".hidden", "manifest.json", "manifest.json.new", "a b", ""}) {
    config::Json json = config::Json::parse(to_text(example()));
    json["files"][name] = json["files"]["model.json"];
    EXPECT_FALSE(parse_manifest(json.dump())) << name;
  }
}

TEST(ManifestText, BoundsTheNumberOfFiles) {
  config::Json json = config::Json::parse(to_text(example()));
  for (std::size_t i = json["files"].size(); i < kMostFiles; ++i) json["files"]["f" + std::to_string(i)] = json["files"]["model.json"];
  EXPECT_TRUE(parse_manifest(json.dump()));
  json["files"]["more"] = json["files"]["model.json"];
  EXPECT_FALSE(parse_manifest(json.dump()));
}

TEST(ManifestText, RefusesWhatIsNoManifest) {
  for (const char* text : {"", "{", "[]", "{}", "null"}) EXPECT_FALSE(parse_manifest(text)) << text;
  EXPECT_FALSE(parse_manifest(to_text(example()).substr(0, 100)));
}

TEST(ModelName, IsAWordAndNoPath) {
  for (const char* name : {"a", "electricity", "v1.2-b_c", "0"}) EXPECT_TRUE(is_model_name(name)) << name;
  for (const char* name : {"", ".", "..", "../a", "a/b", "/a", ".new-1", "-a", "_a", "a b", "a\n", "\xc3\xa9"})
    EXPECT_FALSE(is_model_name(name)) << name;
  EXPECT_FALSE(is_model_name(std::string(129, 'a')));
  EXPECT_FALSE(is_model_name(std::string_view("a\0b", 3)));
}

}  // namespace
}  // namespace driftd::registry
