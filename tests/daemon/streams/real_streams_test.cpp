// The reader on real files: every one is read to its end, with as many rows and columns as its documentation counts.

#include <gtest/gtest.h>

#include "daemon/csv/csv_reader.h"
#include "tests/places.h"

namespace driftd::streams {
namespace {

struct RealStream {
  const char* file;
  std::uint64_t rows;
  std::size_t columns;
};

void PrintTo(const RealStream& stream, std::ostream* out) {
  *out << stream.file;
}

class RealStreams : public testing::TestWithParam<RealStream> {};

TEST_P(RealStreams, AreReadToTheirEnd) {
  const auto path = tests::streams_folder() / GetParam().file;
  if (!std::filesystem::exists(path))
    GTEST_SKIP() << "no real streams here: " << path << " is absent; configure with -DDRIFTD_STREAMS=folder";
  const auto opened = csv::CsvReader::open(path);
  ASSERT_TRUE(opened.has_value()) << opened.error();
  csv::CsvReader& reader = **opened;
  EXPECT_EQ(reader.header().size(), GetParam().columns);
  EXPECT_EQ(reader.header().back(), "label");
  std::vector<std::string_view> fields;
  std::uint64_t rows = 0;
  auto more = reader.next(fields);
  for (; more && *more; more = reader.next(fields)) ++rows;
  ASSERT_TRUE(more.has_value()) << more.error();
  EXPECT_EQ(rows, GetParam().rows);
  EXPECT_EQ(reader.bytes_read(), std::filesystem::file_size(path));
}

INSTANTIATE_TEST_SUITE_P(Files, RealStreams,
                         testing::Values(RealStream{"bank_marketing.csv.gz", 41'188, 20},
                                         RealStream{"bike_sharing_hour.csv.gz", 17'379, 14}, RealStream{"electricity.csv.gz", 45'312, 9},
                                         RealStream{"gas_sensor_batches_1_6.csv.gz", 5'933, 130},
                                         RealStream{"insects_gradual_balanced.csv.gz", 24'150, 34},
                                         RealStream{"movielens_latest_small.csv.gz", 100'836, 24},
                                         RealStream{"noaa_weather.csv.gz", 18'159, 9}, RealStream{"ozone_eighthr.csv.gz", 2'534, 73},
                                         RealStream{"spamassassin.csv.gz", 6'046, 4}, RealStream{"usenet2.csv.gz", 1'500, 100}),
                         [](const auto& test) {
                           const std::string file = test.param.file;
                           return file.substr(0, file.find('.'));
                         });

}  // namespace
}  // namespace driftd::streams
