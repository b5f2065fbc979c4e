#include "detectors/quality/wrong_type.h"

#include <gtest/gtest.h>

#include <vector>

namespace driftd::detectors {
namespace {

TEST(WrongType, CountsWhatIsMarkedAndNotWhatIsMerelyMissing) {
  WrongType check{ShareParameters{}};
  check.learn(std::vector<double>(1000, 1.0));
  EXPECT_EQ(check.judge_alone(std::vector<double>(50, config::missing_value())).signal.level, Level::stable);
  const auto finding = check.judge_alone(std::vector<double>(50, config::wrong_type_value()));
  EXPECT_EQ(finding.signal.level, Level::drift);
  EXPECT_EQ(finding.text, "100 % of a wrong type against 0 % in the reference");
}

TEST(WrongType, KeepsItsMarkThroughACheckpointOfTheValue) {
  StateWriter state;
  state.put(config::wrong_type_value());
  StateReader reader(state.bytes());
  EXPECT_TRUE(config::is_wrong_type(reader.get<double>()));
  EXPECT_TRUE(config::is_absent(config::wrong_type_value()));
  EXPECT_FALSE(config::is_wrong_type(config::missing_value()));
  EXPECT_FALSE(config::is_wrong_type(0));
}

}  // namespace
}  // namespace driftd::detectors
