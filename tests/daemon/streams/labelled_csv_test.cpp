#include "daemon/streams/labelled_csv.h"

#include <gtest/gtest.h>

#include <fstream>

#include "tests/scratch_folder.h"

namespace driftd::streams {
namespace {

using config::FeatureType;

class LabelledCsvFile : public testing::Test {
 protected:
  std::expected<std::unique_ptr<LabelledCsv>, std::string> open(const std::string& text) {
    const auto file = folder_.path() / "rows.csv";
    std::ofstream(file) << text;
    return LabelledCsv::open(file, schema_, {});
  }

  /// The first row, or why there is none.
  std::expected<LabelledRow, std::string> first(const std::string& text) {
    file_ = open(text);
    if (!file_) return std::unexpected(file_.error());
    LabelledRow row;
    const auto more = (*file_)->next(row);
    if (!more) return std::unexpected(more.error());
    return row;
  }

  config::ModelSchema schema_{
      .task = config::Task::binary,
      .features = {{.name = "a"}, {.name = "v[0]"}, {.name = "v[1]"}, {.name = "note", .type = FeatureType::text}, {.name = "b"}}};

 private:
  tests::ScratchFolder folder_;
  std::expected<std::unique_ptr<LabelledCsv>, std::string> file_;
};

TEST_F(LabelledCsvFile, HasAVectorAsColumnsOrAsOneColumnOfArrays) {
  for (const char* text : {"a,v[0],v[1],note,b,label\n1,2,3,some words,4,1\n", "label,note,v,b,a\n1,some words,\"[2, 3]\",4,1\n"}) {
    const auto row = first(text);
    ASSERT_TRUE(row) << row.error();
    EXPECT_EQ(row->features, (std::vector<double>{1, 2, 3, config::category_code("some words"), 4})) << text;
    EXPECT_EQ(row->texts[3], "some words");
    EXPECT_EQ(row->label, 1);
  }
}

TEST_F(LabelledCsvFile, RefusesAnArrayThatIsNoneOrOfAnotherLength) {
  for (const char* array : {"[2]", "[2, 3, 4]", "2", "[2, null]", "[2, 3", ""}) {
    const auto row = first("label,note,v,b,a\n1,x,\"" + std::string(array) + "\",4,1\n");
    ASSERT_FALSE(row) << array;
    EXPECT_NE(row.error().find("column \"v\" must be an array of 2 numbers"), std::string::npos) << row.error();
  }
}

TEST_F(LabelledCsvFile, HasBooleansAsWordsOrDigits) {
  schema_.features = {{.name = "a", .type = FeatureType::boolean}};
  for (const char* text : {"a,label\n1,0\n", "a,label\ntrue,0\n", "a,label\nTrue,0\n"})
    EXPECT_EQ(first(text)->features, std::vector<double>{1}) << text;
  for (const char* text : {"a,label\n0,0\n", "a,label\nfalse,0\n"}) EXPECT_EQ(first(text)->features, std::vector<double>{0}) << text;
  EXPECT_NE(first("a,label\n2,0\n").error().find("must be true or false (or 1 or 0), is \"2\""), std::string::npos);
}

TEST_F(LabelledCsvFile, NamesTheColumnThatItLacks) {
  const auto row = first("label,note,b,a\n1,x,4,1\n");
  ASSERT_FALSE(row);
  EXPECT_NE(row.error().find("there is no column \"v[0]\""), std::string::npos) << row.error();
}

TEST_F(LabelledCsvFile, KeepsOfATextWhatAnEventWouldKeep) {
  const auto row = first("label,note,v,b,a\n1," + std::string(config::kLongestText + 10, 'x') + ",\"[2, 3]\",4,1\n");
  ASSERT_TRUE(row) << row.error();
  EXPECT_EQ(row->texts[3].size(), config::kLongestText);
}

}  // namespace
}  // namespace driftd::streams
