#include "daemon/streams/generate.h"

#include <gmock/gmock.h>
#include <xxhash.h>

#include <map>

#include "daemon/csv/csv_reader.h"
#include "daemon/streams/catalogue.h"
#include "tests/daemon/csv/scratch_file.h"

namespace driftd::streams {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::string generated(const GeneratorOptions& options) {
  const csv::ScratchFile file(".csv");
  const auto writer = *csv::CsvWriter::create(file.path());
  const auto done = generate(options, *writer);
  return done ? file.read() : done.error();
}

TEST(Generate, WritesFeaturesThenLabel) {
  const std::string text = generated({.name = "stagger", .rows = 3, .seed = 4});
  EXPECT_EQ(text.substr(0, text.find('\n')), "size,color,shape,label");
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 4);
  EXPECT_THAT(text, testing::ContainsRegex("(small|medium|large),(red|blue|green),(square|circular|triangular),[01]\n"));
}

// A stream of a release must be the same stream in the next one: a hash that moves is a break, not a number to be mended.
TEST(Generate, MakesTheSameStreamsForEver) {
  const std::map<std::string, std::uint64_t> golden{
      {"sea", 5361865491194136480ULL},      {"sine1", 14965344159921023606ULL},      {"mixed", 17666192208182234634ULL},
      {"stagger", 12722438497320884314ULL}, {"hyperplane", 10686742311862479106ULL}, {"led", 2655266874848663858ULL},
  };
  for (const auto& name : generators().row_names()) {
    const std::string text = generated({.name = name, .rows = 200, .seed = 1, .drifts = {60, 140}, .width = 30, .noise = 0.1});
    EXPECT_EQ(XXH3_64bits(text.data(), text.size()), golden.at(name)) << name << " begins\n" << text.substr(0, 300);
  }
}

TEST(Generate, CompressesWhereTheNameSaysSo) {
  const csv::ScratchFile file(".csv.gz");
  const GeneratorOptions options{.name = "led", .rows = 500};
  const auto writer = *csv::CsvWriter::create(file.path());
  ASSERT_TRUE(generate(options, *writer).has_value());
  EXPECT_EQ(csv::gunzipped(file.path()), generated(options));
}

TEST(Generate, WritesWhatTheStreamGives) {
  const csv::ScratchFile file(".csv");
  const GeneratorOptions options{.name = "sea", .rows = 1000, .drifts = {500}, .noise = 0.1};
  const auto writer = *csv::CsvWriter::create(file.path());
  ASSERT_TRUE(generate(options, *writer).has_value());
  const auto reader = *csv::CsvReader::open(file.path());
  auto stream = *make_stream(options);
  std::vector<std::string_view> fields;
  Row row;
  std::int64_t rows = 0;
  for (; reader->next(fields).value(); ++rows) {
    stream.next(row);
    for (std::size_t i = 0; i < 3; ++i) ASSERT_EQ(std::stod(std::string(fields[i])), row.values[i]) << reader->place();
    ASSERT_EQ(std::stod(std::string(fields[3])), row.label) << reader->place();
  }
  EXPECT_EQ(rows, options.rows);
}

TEST(Generate, PassesParametersOn) {
  EXPECT_THAT(generated({.name = "hyperplane", .parameters = {{"features", 3}}, .rows = 1}), testing::StartsWith("x1,x2,x3,label\n"));
}

TEST(Generate, DefaultsAreWithoutProblems) {
  for (const auto& name : generators().row_names()) EXPECT_THAT(problems_of({.name = name}), IsEmpty()) << name;
}

std::vector<std::string> paths_of(const config::Problems& problems) {
  std::vector<std::string> paths;
  for (const auto& problem : problems) paths.push_back(problem.path);
  return paths;
}

TEST(Generate, NamesEveryWrongOption) {
  EXPECT_THAT(paths_of(problems_of({.rows = 0, .seed = -1, .drifts = {0}, .width = -1, .noise = 1})),
              ElementsAre("/rows", "/seed", "/drifts/0", "/width", "/noise"));
  EXPECT_THAT(paths_of(problems_of({.rows = 100, .drifts = {50, 50, 40, 100}})), ElementsAre("/drifts/1", "/drifts/2", "/drifts/3"));
  EXPECT_THAT(paths_of(problems_of({.name = "led", .parameters = {{"swaped", 3}, {"inverted", 0.7}}})),
              ElementsAre("/parameters/swaped", "/parameters/inverted"));
  EXPECT_THAT(config::to_text(problems_of({.name = "see"})), HasSubstr("/name: there is no generator \"see\" (did you mean \"sea\"?)"));
}

TEST(Generate, WritesNothingWhereAnOptionIsWrong) {
  EXPECT_THAT(generated({.name = "nothing"}), HasSubstr("there is no generator \"nothing\""));
}

TEST(ExampleSettings, NameModelTaskAndFeatures) {
  EXPECT_EQ(example_settings({.name = "sine1"}).dump(),
            R"({"models":[{"name":"sine1","task":"binary","features":[{"name":"x","type":"numeric"},{"name":"y","type":"numeric"}]}]})");
  const auto stagger = example_settings({.name = "stagger"});
  EXPECT_EQ(stagger["models"][0]["features"][0]["type"], "categorical");
  const auto led = example_settings({.name = "led"});
  EXPECT_EQ(led["models"][0]["task"], "multiclass");
  EXPECT_EQ(led["models"][0]["features"].size(), 24U);
}

TEST(ExampleSettings, FeaturesAreTheOnesOfTheFile) {
  for (const auto& name : generators().row_names()) {
    const auto settings = example_settings({.name = name});
    std::string header;
    for (const auto& feature : settings["models"][0]["features"]) header += feature["name"].get<std::string>() + ",";
    EXPECT_THAT(generated({.name = name, .rows = 1}), testing::StartsWith(header + "label\n"));
  }
}

}  // namespace
}  // namespace driftd::streams
