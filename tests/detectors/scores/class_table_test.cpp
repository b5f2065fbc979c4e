#include "detectors/scores/class_table.h"

#include <gtest/gtest.h>

namespace driftd::detectors {
namespace {

std::string state_of(const ClassTable& table) {
  StateWriter writer;
  table.save(writer);
  return writer.take();
}

TEST(ClassTable, ReadsTheConfusionsOfTwoClassesOffTheMargins) {
  ClassTable table;
  table.add(1, 1);
  table.add(1, 0);
  table.add(1, 0);
  table.add(0, 1);
  const auto confusions = table.confusions().value();
  ASSERT_EQ(confusions.size(), 2U);
  EXPECT_EQ(confusions[0].truth, 0U);
  EXPECT_EQ(confusions[0].predicted, 1U);
  EXPECT_EQ(confusions[0].count, 2U);
  EXPECT_EQ(confusions[1].count, 1U);
}

TEST(ClassTable, KeepsThoseOfSeveralWhereAskedTo) {
  ClassTable bare;
  ClassTable table(true);
  for (ClassTable* one : {&bare, &table}) {
    for (const auto& [predicted, truth] : {std::pair{5.0, 3.0}, {5, 3}, {3, 3}, {9, 5}}) one->add(predicted, truth);
  }
  EXPECT_FALSE(bare.confusions().has_value());
  const auto confusions = table.confusions().value();
  ASSERT_EQ(confusions.size(), 2U);
  EXPECT_EQ(confusions[0].truth, 0U) << "place of class 3";
  EXPECT_EQ(confusions[0].predicted, 1U) << "place of class 5";
  EXPECT_EQ(confusions[0].count, 2U);
}

TEST(ClassTable, GivesUpOnConfusionsWhereThereAreTooMany) {
  ClassTable table(true);
  for (int truth = 0; truth < 200; ++truth) {
    for (int predicted = 0; predicted < 200; ++predicted) table.add(predicted, truth);
  }
  EXPECT_FALSE(table.confusions().has_value());
  EXPECT_FALSE(table.has_overflowed());
  EXPECT_EQ(table.rows()[7].actual, 200U);
  ClassTable few(true);
  few.add(1, 2);
  few.add(2, 3);
  few.merge(table);
  EXPECT_FALSE(few.confusions().has_value()) << "half of them would be taken for all";
  table.clear();
  for (const double truth : {1, 2, 3}) table.add(1, truth);
  EXPECT_EQ(table.confusions()->size(), 2U);
}

TEST(ClassTable, MergesExactlyInAnyOrder) {
  ClassTable all(true);
  ClassTable odd(true);
  ClassTable even(true);
  for (int i = 0; i < 500; ++i) {
    all.add(i % 7, i % 5);
    (i % 2 == 0 ? even : odd).add(i % 7, i % 5);
  }
  ClassTable other_way = odd;
  other_way.merge(even);
  even.merge(odd);
  EXPECT_EQ(state_of(even), state_of(all));
  EXPECT_EQ(state_of(other_way), state_of(all));
}

TEST(ClassTable, RefusesAStateThatMakesNoSense) {
  const auto load = [](std::uint64_t hits, std::uint64_t predicted, std::uint64_t actual) {
    StateWriter writer;
    for (int i = 0; i < 3; ++i) writer.put(std::uint8_t{0});
    writer.put(std::uint64_t{1});
    writer.put(4.0);
    writer.put(hits);
    writer.put(predicted);
    writer.put(actual);
    writer.put(std::uint64_t{0});
    StateReader reader(writer.bytes());
    ClassTable table;
    table.load(reader);
    return !reader.failed();
  };
  EXPECT_TRUE(load(2, 2, 2));
  EXPECT_FALSE(load(3, 2, 2)) << "more right than there were";
  EXPECT_FALSE(load(1, 2, 2)) << "missed, but taken for no other";
  EXPECT_FALSE(load(1, 1, 2));
}

}  // namespace
}  // namespace driftd::detectors
