// The house's own rules, read off its sources: who may include whom, what the pure rooms never touch, how long a file may grow, how it may
// be called.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "tests/places.h"

namespace driftd::house {
namespace {

namespace fs = std::filesystem;
using Names = std::set<std::string, std::less<>>;

struct Source {
  std::string path;  // from the repository's root
  std::string text;
};

const Names kPure{"config", "detectors", "updaters", "daemon/engine"};
const Names kRooms{"csv",     "journal", "ingest", "registry", "training",   "serving", "telemetry",
                   "history", "streams", "replay", "api",      "publishing", "webhook"};
constexpr std::size_t kMostLines = 400;

std::string join(const Names& names) {
  std::string text;
  for (const auto& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

/// What each folder may include, itself left out: config <- detectors <- updaters <- daemon/engine <- rooms <- daemon/app <- daemon/cli <-
/// daemon/main.cpp.
std::map<std::string, Names, std::less<>> arrows() {
  std::map<std::string, Names, std::less<>> allowed{{"config", {}},
                                                    {"detectors", {"config"}},
                                                    {"updaters", {"config", "detectors"}},
                                                    {"daemon/engine", {"config", "detectors", "updaters"}}};
  Names all = kPure;
  for (const auto& room : kRooms) allowed["daemon/" + room] = kPure;
  for (const auto& room : kRooms) all.insert("daemon/" + room);
  allowed["daemon/training"].insert({"daemon/csv", "daemon/registry"});
  allowed["daemon/publishing"].insert({"daemon/registry", "daemon/training"});
  allowed["daemon/webhook"].insert({"daemon/api", "daemon/registry", "daemon/training"});
  allowed["daemon/streams"].insert("daemon/csv");
  allowed["daemon/replay"].insert({"daemon/registry", "daemon/streams", "daemon/training"});
  allowed["daemon/app"] = all;
  all.insert("daemon/app");
  allowed["daemon/cli"] = all;
  all.insert("daemon/cli");
  allowed["daemon"] = all;
  return allowed;
}

/// "daemon/journal" of "daemon/journal/segment.h", "config" of "config/json.h".
std::string room_of(std::string_view path) {
  const auto first = path.find('/');
  if (first == std::string_view::npos) return "";
  if (path.substr(0, first) != "daemon") return std::string(path.substr(0, first));
  const auto second = path.find('/', first + 1);
  return std::string(path.substr(0, second == std::string_view::npos ? first : second));
}

std::string_view trim(std::string_view text) {
  const auto begin = text.find_first_not_of(" \t");
  return begin == std::string_view::npos ? "" : text.substr(begin);
}

/// What stands between the quotes or angles of an #include line, with its opening character.
std::optional<std::string_view> included(std::string_view line) {
  line = trim(line);
  if (!line.starts_with('#')) return std::nullopt;
  line = trim(line.substr(1));
  if (!line.starts_with("include")) return std::nullopt;
  line = trim(line.substr(7));
  if (line.empty() || (line.front() != '"' && line.front() != '<')) return std::nullopt;
  const auto end = line.find(line.front() == '"' ? '"' : '>', 1);
  return end == std::string_view::npos ? std::nullopt : std::optional(line.substr(0, end));
}

std::string_view without_comment(std::string_view line) {
  return line.substr(0, line.find("//"));
}

std::optional<std::string> against_the_arrows(const std::string& room, std::string_view header) {
  static const auto allowed = arrows();
  const std::string other = room_of(header.substr(1));
  if (header.front() != '"' || !allowed.contains(other) || other == room) return std::nullopt;
  const auto mine = allowed.find(room);
  if (mine == allowed.end())
    return "the folder " + room + "/ is not on the map; give it its place in arrows() of tests/house/includes_test.cpp";
  if (mine->second.contains(other)) return std::nullopt;
  return room + " may not include " + other + "; of this house it may include " + (mine->second.empty() ? "nothing" : join(mine->second)) +
         ": move what is needed there, or hand it in through an interface";
}

std::optional<std::string> impure_include(std::string_view header) {
  static const Names forbidden{"<thread>",     "<mutex>",    "<shared_mutex>",       "<atomic>", "<fstream>", "<iostream>",
                               "<filesystem>", "<unistd.h>", "<condition_variable>", "<future>"};
  const std::string whole = std::string(header) + (header.front() == '<' ? ">" : "\"");
  if (!forbidden.contains(whole) && !whole.starts_with("<sys/") && whole.find("spdlog") == std::string::npos) return std::nullopt;
  return "includes " + whole + " in a room that is pure; let the caller do it and hand in the outcome as an event or argument";
}

std::optional<std::string> impure_call(std::string_view line) {
  static constexpr std::array<std::string_view, 5> kForbidden{"system_clock::now", "steady_clock::now", "high_resolution_clock::now",
                                                              "random_device", "spdlog::"};
  for (const auto call : kForbidden) {
    if (without_comment(line).find(call) != std::string_view::npos)
      return "uses " + std::string(call) + " in a room that is pure; take time and seeds as arguments";
  }
  return std::nullopt;
}

/// The words of a file's name must say what it is. "manager" is refused as what a file is, its last word: a service_manager_link is a link.
std::optional<std::string> empty_name(const std::string& path) {
  static const Names empty{"util", "utils", "utility", "utilities", "common", "helper", "helpers", "misc"};
  std::istringstream words(fs::path(path).stem().string());
  std::string word;
  std::string last;
  while (std::getline(words, word, '_')) {
    if (last != "" && word == "test") break;
    last = word;
    if (empty.contains(word)) return "has a name (\"" + word + "\") that says nothing; name it for what it does";
  }
  if (last == "manager" || last == "managers") return "has a name (\"" + last + "\") that says nothing; name it for what it does";
  return std::nullopt;
}

/// Every breach, "file:line: what is wrong; what to do".
std::vector<std::string> breaches(const Source& source) {
  std::vector<std::string> found;
  if (auto wrong = empty_name(source.path)) found.push_back(source.path + ":1: " + *wrong);
  const std::string room = room_of(source.path);
  std::istringstream lines(source.text);
  std::string line;
  std::size_t number = 0;
  const auto report = [&](const std::optional<std::string>& wrong) {
    if (wrong) found.push_back(source.path + ":" + std::to_string(number) + ": " + *wrong);
  };
  while (std::getline(lines, line)) {
    ++number;
    const auto header = room == "tests" ? std::nullopt : included(line);
    if (header) report(against_the_arrows(room, *header));
    if (!kPure.contains(room)) continue;
    if (header) {
      report(impure_include(*header));
    } else {
      report(impure_call(line));
    }
  }
  if (number > kMostLines)
    report("has " + std::to_string(number) + " lines, at most " + std::to_string(kMostLines) +
           " are read with pleasure; split it by reason to change");
  return found;
}

std::vector<Source> sources_of_the_house() {
  std::vector<Source> sources;
  const fs::path root = tests::source_folder();
  for (const char* folder : {"config", "detectors", "updaters", "daemon", "tests"}) {
    for (const auto& entry : fs::recursive_directory_iterator(root / folder)) {
      if (entry.path().extension() != ".h" && entry.path().extension() != ".cpp") continue;
      std::ifstream stream(entry.path(), std::ios::binary);
      sources.push_back({.path = fs::relative(entry.path(), root).generic_string(), .text = {std::istreambuf_iterator<char>(stream), {}}});
    }
  }
  std::ranges::sort(sources, {}, &Source::path);
  return sources;
}

TEST(House, KeepsItsRules) {
  const auto sources = sources_of_the_house();
  ASSERT_GT(sources.size(), 100U) << "too few sources under " << tests::source_folder() << " to have looked at the right place";
  for (const Source& source : sources) {
    for (const auto& breach : breaches(source)) ADD_FAILURE() << breach;
  }
}

// The checker itself, on samples that it must refuse.

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::vector<std::string> check(std::string path, std::string text) {
  return breaches({.path = std::move(path), .text = std::move(text)});
}

TEST(HouseChecker, RefusesAnIncludeAgainstTheArrows) {
  EXPECT_THAT(check("config/json.cpp", "#pragma once\n#include \"detectors/state.h\"\n"),
              ElementsAre("config/json.cpp:2: config may not include detectors; of this house it may include nothing: move what is needed "
                          "there, or hand it in through an interface"));
  EXPECT_THAT(check("detectors/a.h", "#include \"updaters/gate.h\"\n"),
              ElementsAre(HasSubstr("detectors/a.h:1: detectors may not include updaters")));
  EXPECT_THAT(check("daemon/engine/a.h", "#include \"daemon/journal/journal.h\"\n"),
              ElementsAre(HasSubstr("daemon/engine may not include daemon/journal")));
  EXPECT_THAT(check("daemon/engine/a.h", "  #  include \"daemon/csv/csv_reader.h\"\n"),
              ElementsAre(HasSubstr("daemon/engine may not include daemon/csv")));
  EXPECT_THAT(check("daemon/api/a.cpp", "#include \"daemon/app/daemon.h\"\n"),
              ElementsAre(HasSubstr("daemon/api may not include daemon/app")));
  EXPECT_THAT(check("daemon/app/a.cpp", "#include \"daemon/cli/output.h\"\n"),
              ElementsAre(HasSubstr("daemon/app may not include daemon/cli")));
}

TEST(HouseChecker, RefusesNeighboursThatIncludeEachOther) {
  EXPECT_THAT(check("daemon/ingest/a.cpp", "#include \"daemon/registry/registry.h\"\n"),
              ElementsAre(HasSubstr("daemon/ingest may not include daemon/registry")));
  EXPECT_THAT(check("daemon/streams/a.cpp", "#include \"daemon/training/job.h\"\n"),
              ElementsAre(HasSubstr("daemon/streams may not include daemon/training")));
}

TEST(HouseChecker, LetsTheArrowsPass) {
  for (const auto& [path, header] :
       {std::pair{"detectors/a.h", "config/json.h"}, std::pair{"daemon/engine/a.h", "updaters/policy.h"},
        std::pair{"daemon/training/a.h", "daemon/csv/csv_reader.h"}, std::pair{"daemon/replay/a.h", "daemon/streams/generate.h"},
        std::pair{"daemon/app/a.h", "daemon/api/routes.h"}, std::pair{"daemon/cli/a.h", "daemon/app/daemon.h"},
        std::pair{"daemon/main.cpp", "daemon/cli/commands.h"}, std::pair{"daemon/csv/a.h", "daemon/csv/b.h"}}) {
    EXPECT_THAT(check(path, std::string("#include \"") + header + "\"\n"), IsEmpty()) << path << " includes " << header;
  }
}

TEST(HouseChecker, AsksForARoomThatIsNotOnTheMap) {
  EXPECT_THAT(check("daemon/attic/a.h", "#include \"config/json.h\"\n"),
              ElementsAre(HasSubstr("the folder daemon/attic/ is not on the map")));
}

TEST(HouseChecker, RefusesTheOutsideWorldInPureRooms) {
  for (const char* header : {"<thread>", "<mutex>", "<atomic>", "<fstream>", "<iostream>", "<filesystem>", "<sys/types.h>", "<unistd.h>",
                             "<sys/socket.h>", "<spdlog/spdlog.h>"}) {
    for (const char* room : {"config", "detectors", "updaters/models/linear", "daemon/engine"}) {
      EXPECT_THAT(check(std::string(room) + "/a.cpp", std::string("\n#include ") + header + "\n"),
                  ElementsAre(HasSubstr(std::string(room) + "/a.cpp:2: includes " + header)))
          << header;
    }
    EXPECT_THAT(check("daemon/journal/a.cpp", std::string("#include ") + header + "\n"), IsEmpty()) << header;
  }
}

TEST(HouseChecker, RefusesClocksAndDiceInPureRooms) {
  EXPECT_THAT(check("daemon/engine/a.cpp", "\n\nauto now = std::chrono::system_clock::now();\n"),
              ElementsAre(HasSubstr("daemon/engine/a.cpp:3: uses system_clock::now")));
  EXPECT_THAT(check("detectors/a.cpp", "auto now = std::chrono::steady_clock::now();\n"), ElementsAre(HasSubstr("steady_clock::now")));
  EXPECT_THAT(check("updaters/a.cpp", "std::random_device dice;\n"), ElementsAre(HasSubstr("random_device")));
  EXPECT_THAT(check("updaters/a.cpp", "// no std::random_device here\n"), IsEmpty());
  EXPECT_THAT(check("daemon/app/a.cpp", "auto now = std::chrono::system_clock::now();\n"), IsEmpty());
}

TEST(HouseChecker, RefusesFilesThatGrewTooLong) {
  std::string text;
  for (int i = 0; i < 400; ++i) text += "// a line\n";
  EXPECT_THAT(check("tests/config/long_test.cpp", text), IsEmpty());
  EXPECT_THAT(check("tests/config/long_test.cpp", text + "\n"), ElementsAre(HasSubstr("tests/config/long_test.cpp:401: has 401 lines")));
}

TEST(HouseChecker, RefusesNamesThatSayNothing) {
  for (const char* path : {"config/util.h", "daemon/csv/csv_utils.cpp", "daemon/app/common.h", "tests/updaters/helper.h",
                           "daemon/app/model_manager.cpp", "tests/daemon/app/model_manager_test.cpp", "detectors/misc.h"}) {
    EXPECT_THAT(check(path, ""), ElementsAre(HasSubstr("that says nothing; name it for what it does"))) << path;
  }
  for (const char* path : {"daemon/app/service_manager_link.cpp", "config/commonality.h", "tests/house/includes_test.cpp"})
    EXPECT_THAT(check(path, ""), IsEmpty()) << path;
}

}  // namespace
}  // namespace driftd::house
