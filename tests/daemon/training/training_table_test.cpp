#include "daemon/training/training_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <bit>
#include <cstring>

#include "tests/daemon/training/job_folder.h"

namespace driftd::training {
namespace {

using config::category_code;
using config::FeatureType;
using config::Task;
using ::testing::HasSubstr;

const std::vector<double> kAwkward{0.1, 1.0 / 3, -0.0, 5e-324, 1.7976931348623157e308, -2.5e-3, 9007199254740991.0};

std::vector<std::uint64_t> bits(const std::vector<double>& values) {
  std::vector<std::uint64_t> bits;
  for (const double value : values) bits.push_back(std::bit_cast<std::uint64_t>(value));
  return bits;
}

config::ModelSchema numbers(Task task) {
  return {.task = task, .features = {{.name = "x"}, {.name = "y, with \"quotes\""}}};
}

TEST(TrainingTable, BringsNumbersBackToTheLastBit) {
  const Folder folder;
  JournalRows rows;
  std::vector<double> expected;
  for (const double value : kAwkward) {
    rows.add({value, -value});
    expected.insert(expected.end(), {value, -value});
  }
  const auto samples = rows.samples(kAwkward);
  const auto written = write_training_table(folder.path(), rows, samples, numbers(Task::regression), {});
  ASSERT_TRUE(written) << written.error();
  EXPECT_EQ(written->count, samples.size());
  EXPECT_LE(written->first, written->last);
  const auto read = read_training_table(folder.path(), numbers(Task::regression));
  ASSERT_TRUE(read) << read.error();
  EXPECT_EQ(read->columns, 2U);
  EXPECT_EQ(bits(read->values), bits(expected));
  EXPECT_EQ(bits(read->labels), bits(kAwkward));
  EXPECT_TRUE(read->classes.empty());
}

TEST(TrainingTable, BringsCategoriesTextsAndClassesBackByName) {
  const config::ModelSchema schema{
      .task = Task::multiclass,
      .features = {{.name = "city", .type = FeatureType::categorical}, {.name = "x"}, {.name = "note", .type = FeatureType::text}}};
  const Folder folder;
  JournalRows rows;
  const std::vector<std::string> texts{"Bern", "a,b", "line\nbreak \"quoted\"", "", "Zürich"};
  for (const auto& text : texts) rows.add({category_code(text), 1.5, category_code("n" + text)}, {text, "n" + text});
  const std::vector<updaters::ClassName> classes{{.code = category_code("red"), .name = "red"},
                                                 {.code = category_code("light, blue"), .name = "light, blue"}};
  const std::vector<double> labels{classes[0].code, classes[1].code, classes[0].code, classes[1].code, classes[0].code};
  const auto samples = rows.samples(labels);
  ASSERT_TRUE(write_training_table(folder.path(), rows, samples, schema, classes));
  const auto read = read_training_table(folder.path(), schema);
  ASSERT_TRUE(read) << read.error();
  ASSERT_EQ(read->size(), texts.size());
  for (std::size_t i = 0; i < texts.size(); ++i) {
    EXPECT_EQ(read->row(i)[0], category_code(texts[i])) << texts[i];
    EXPECT_EQ(read->row(i)[2], category_code("n" + texts[i])) << texts[i];
  }
  EXPECT_EQ(read->labels, labels);
  EXPECT_THAT(read->classes, ::testing::UnorderedElementsAreArray(classes));
  EXPECT_LT(read->classes[0].code, read->classes[1].code);
  EXPECT_THAT(folder.get("train.csv"), HasSubstr("city,x,note,label"));
  EXPECT_THAT(folder.get("train.csv"), HasSubstr("nZürich")) << "texts whole, for trainers that read them";
}

TEST(TrainingTable, LeavesOutRowsThatAreGone) {
  const Folder folder;
  JournalRows rows;
  rows.add({1, 2});
  rows.add({3, 4});
  auto samples = rows.samples({10, 20});
  samples.insert(samples.begin() + 1, {.prediction = 1U << 30U, .label = 99});
  ASSERT_TRUE(write_training_table(folder.path(), rows, samples, numbers(Task::regression), {}));
  const auto read = read_training_table(folder.path(), numbers(Task::regression));
  ASSERT_TRUE(read) << read.error();
  EXPECT_EQ(read->labels, (std::vector<double>{10, 20}));
}

TEST(TrainingMatrix, IsNumPysOwnFormat) {
  const Folder folder;
  JournalRows rows;
  rows.add({1.5, -2});
  rows.add({0.1, 3});
  const auto samples = rows.samples({0, 1});
  ASSERT_TRUE(write_training_table(folder.path(), rows, samples, numbers(Task::binary), {}));
  const std::string npy = folder.get("train.npy");
  ASSERT_GT(npy.size(), 10U);
  EXPECT_EQ(npy.substr(0, 8), std::string("\x93NUMPY\x01\x00", 8));
  std::uint16_t length = 0;
  std::memcpy(&length, npy.data() + 8, sizeof length);
  EXPECT_EQ((10U + length) % 64, 0U);
  ASSERT_EQ(npy.size(), 10U + length + 6 * sizeof(double));
  const std::string header = npy.substr(10, length);
  EXPECT_EQ(header.back(), '\n');
  EXPECT_THAT(header, HasSubstr("'descr': '<f8'"));
  EXPECT_THAT(header, HasSubstr("'fortran_order': False"));
  EXPECT_THAT(header, HasSubstr("'shape': (2, 3)"));
  std::vector<double> values(6);
  std::memcpy(values.data(), npy.data() + 10 + length, 6 * sizeof(double));
  EXPECT_EQ(values, (std::vector<double>{1.5, -2, 0, 0.1, 3, 1}));
}

TEST(TrainingMatrix, IsThereOnlyWhereAllAreNumbers) {
  JournalRows rows;
  rows.add({category_code("a"), 1}, {"a"});
  const auto samples = rows.samples({0});
  const Folder categories;
  const config::ModelSchema schema{.task = Task::binary, .features = {{.name = "c", .type = FeatureType::categorical}, {.name = "x"}}};
  ASSERT_TRUE(write_training_table(categories.path(), rows, samples, schema, {}));
  EXPECT_FALSE(std::filesystem::exists(categories / "train.npy"));
  const Folder classes;
  ASSERT_TRUE(write_training_table(classes.path(), rows, samples, numbers(Task::multiclass), {}));
  EXPECT_FALSE(std::filesystem::exists(classes / "train.npy"));
}

TEST(TrainingTable, IsRefusedWhereItIsNotWhatTheJobSays) {
  const Folder folder;
  EXPECT_FALSE(read_training_table(folder.path(), numbers(Task::binary)));
  folder.put("train.csv", "x,label\n1,0\n");
  EXPECT_THAT(read_training_table(folder.path(), numbers(Task::binary)).error(), HasSubstr("another number of columns"));
  folder.put("train.csv", "x,y,label\n1,2,0\n1,two,0\n");
  EXPECT_EQ(read_training_table(folder.path(), numbers(Task::binary)).error(), "train.csv, row 2: not a number where one should be");
  folder.put("train.csv", "x,y,label\n1,2,0\n1,2\n");
  EXPECT_FALSE(read_training_table(folder.path(), numbers(Task::binary)));
}

TEST(TrainingTable, CannotBeWrittenWhereThereIsNoFolder) {
  const JournalRows rows;
  const auto written = write_training_table("no/such/folder", rows, {}, numbers(Task::binary), {});
  ASSERT_FALSE(written);
  EXPECT_THAT(written.error(), HasSubstr("no/such/folder/train.csv"));
}

}  // namespace
}  // namespace driftd::training
