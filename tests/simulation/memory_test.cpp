// What a detector keeps does not grow with the stream: ten million values, looked at as they come.

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <span>
#include <string>
#include <vector>

#include "detectors/catalogue.h"

namespace driftd::detectors {
namespace {

constexpr unsigned kSeed = 14;
constexpr int kBlocks = 1'000;
constexpr std::size_t kBlock = 10'000;
constexpr std::size_t kLargestState = 300'000;  // bytes

class LongStream : public testing::TestWithParam<std::string> {};

std::size_t size_of_state(const StreamDetector& detector) {
  StateWriter state;
  detector.save(state);
  return state.bytes().size();
}

StreamDetectorPointer make(const std::string& name) {
  config::Problems problems;
  // bocd costs by the run lengths that it tells apart: fifty say as much of its memory as the two hundred of its default.
  const auto parameters = name == "bocd" ? config::Json{{"max_run", 50}} : config::Json::object();
  return stream_detectors().find(name)->choose(parameters, "", problems, {}).make();
}

TEST_P(LongStream, KeepsNoMoreOfTenMillionValuesThanOfAMillion) {
  std::mt19937_64 random(kSeed);
  std::bernoulli_distribution error(0.2);
  std::vector<double> values(kBlock);
  const auto detector = make(GetParam());
  std::size_t most_of_first = 0;
  std::size_t most = 0;
  for (int block = 0; block < kBlocks; ++block) {
    for (double& value : values) value = error(random) ? 1 : 0;
    std::span<const double> rest(values);
    while (!rest.empty()) {
      rest = rest.subspan(detector->update(rest));
      if (!rest.empty()) detector->reset();
    }
    most = std::max(most, size_of_state(*detector));
    if (block < kBlocks / 10) most_of_first = most;
  }
  // ADWIN and its like keep a logarithm of the stream: a tenfold stream is three or four more rows of buckets.
  EXPECT_LE(most, most_of_first + 1'000) << "seed " << kSeed;
  EXPECT_LE(most, kLargestState);
}

std::vector<std::string> names() {
  return stream_detectors().row_names();
}

INSTANTIATE_TEST_SUITE_P(EveryRow, LongStream, testing::ValuesIn(names()), [](const auto& row) { return row.param; });

}  // namespace
}  // namespace driftd::detectors
