#include "updaters/encoding/encoded_rows.h"

#include <gtest/gtest.h>

namespace driftd::updaters {
namespace {

TEST(EncodedRows, GathersChosenRowsInTheOrderAskedFor) {
  const EncodedRows rows{
      .rows = 3, .numbers = {1, 2, 3, 4, 5, 6}, .sparse = {.begins = {0, 1, 1, 3}, .inputs = {2, 3, 5}, .values = {10, 20, 30}}};
  EncodedRows batch;
  gather(rows, std::vector<std::uint32_t>{2, 0, 1}, batch);
  EXPECT_EQ(batch.rows, 3U);
  EXPECT_EQ(batch.numbers, (std::vector<double>{5, 6, 1, 2, 3, 4}));
  EXPECT_EQ(batch.sparse.begins, (std::vector<std::size_t>{0, 2, 3, 3}));
  EXPECT_EQ(batch.sparse.inputs, (std::vector<std::uint32_t>{3, 5, 2}));
  EXPECT_EQ(batch.sparse.values, (std::vector<double>{20, 30, 10}));
}

TEST(EncodedRows, WithoutSparseInputsHaveNoneInAnyBatch) {
  const EncodedRows rows{.rows = 2, .numbers = {1, 2}};
  EncodedRows batch{.rows = 1, .numbers = {}, .sparse = {.begins = {0, 1}, .inputs = {0}, .values = {1}}};
  gather(rows, std::vector<std::uint32_t>{1}, batch);
  EXPECT_TRUE(batch.sparse.empty());
  EXPECT_EQ(batch.numbers, std::vector<double>{2});
}

}  // namespace
}  // namespace driftd::updaters
