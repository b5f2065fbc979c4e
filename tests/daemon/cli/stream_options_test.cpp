#include "daemon/cli/stream_options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "tests/scratch_folder.h"

namespace driftd::cli {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using ::testing::HasSubstr;

/// A configuration of two models and a stream of three rows that fits both.
class StreamOptionsTest : public testing::Test {
 protected:
  StreamOptionsTest() {
    write("driftd.json", R"({"models": [{"name": "fraud", "task": "binary", "features": [{"name": "a"}]},
                                        {"name": "churn", "task": "binary", "features": [{"name": "a"}]}]})");
    write("stream.csv", "a,label\n1,0\n2,1\n3,1\n");
    options.config = path("driftd.json");
    options.data = path("stream.csv");
    options.model = "fraud";
  }

  std::string path(const std::string& name) const { return (folder_.path() / name).string(); }
  void write(const std::string& name, const std::string& text) const { std::ofstream(path(name)) << text; }
  std::string refusal() const {
    const auto stream = open_stream(options);
    return stream ? "" : stream.error();
  }

  StreamOptions options;

 private:
  tests::ScratchFolder folder_;
};

TEST_F(StreamOptionsTest, OpenTheStreamForTheModelThatIsMeant) {
  options.model = "churn";
  options.label_delay = "24h";
  const auto stream = open_stream(options);
  ASSERT_TRUE(stream) << stream.error();
  EXPECT_EQ(stream->model.name, "churn");
  EXPECT_EQ(stream->delay.time, 24h);
  EXPECT_EQ(stream->delay.rows, 0U);
}

TEST_F(StreamOptionsTest, TakeLabelDelaysInRowsOrInTime) {
  EXPECT_EQ(parse_label_delay("1000").value().rows, 1000U);
  EXPECT_EQ(parse_label_delay("90s").value().time, 90s);
  for (const char* text : {"", "soon", "-1", "1.5"}) EXPECT_FALSE(parse_label_delay(text)) << text;
}

TEST_F(StreamOptionsTest, SayWhichOfThemIsWrong) {
  const StreamOptions good = options;
  options.config = path("none.json");
  EXPECT_THAT(refusal(), HasSubstr("none.json"));
  options = good;
  options.model = "frod";
  EXPECT_THAT(refusal(), HasSubstr("no model \"frod\""));
  options.model = "";
  EXPECT_THAT(refusal(), HasSubstr("several models; choose one with --model"));
  options = good;
  options.label_delay = "later";
  EXPECT_THAT(refusal(), HasSubstr("--label-delay \"later\""));
  options = good;
  options.step = "1";
  EXPECT_THAT(refusal(), HasSubstr("--step \"1\" is no duration"));
  options = good;
  options.label = "truth";
  EXPECT_THAT(refusal(), HasSubstr("truth"));
}

TEST_F(StreamOptionsTest, PlayRowByRowUntilTheEndOrUntilNoMoreIsWanted) {
  auto whole = open_stream(options).value();
  std::vector<double> labels;
  const auto take = [&](const streams::LabelledRow& row) -> std::expected<bool, std::string> {
    labels.push_back(row.label);
    return labels.size() < 5;
  };
  const auto version = [] { return std::uint64_t{1}; };
  EXPECT_TRUE(play(*whole.rows, "test", take, version));
  EXPECT_EQ(labels, (std::vector<double>{0, 1, 1}));
  auto again = open_stream(options).value();
  EXPECT_TRUE(play(*again.rows, "test", take, version));
  EXPECT_EQ(labels.size(), 5U) << "the fifth row said that no more are wanted";
}

TEST_F(StreamOptionsTest, EndPlayingWithTheFirstError) {
  write("stream.csv", "a,label\n1,0\nmuch,1\n3,1\n");
  auto stream = open_stream(options).value();
  const auto version = [] { return std::uint64_t{1}; };
  const auto refuse = [](const streams::LabelledRow&) -> std::expected<bool, std::string> { return std::unexpected("no"); };
  EXPECT_EQ(play(*stream.rows, "test", refuse, version).error(), "no");
  const auto accept = [](const streams::LabelledRow&) -> std::expected<bool, std::string> { return true; };
  EXPECT_THAT(play(*stream.rows, "test", accept, version).error(), HasSubstr("stream.csv:3: column \"a\""));
}

}  // namespace
}  // namespace driftd::cli
