#include "daemon/engine/model_settings.h"

#include <gmock/gmock.h>

#include "daemon/engine/engine.h"

namespace driftd::engine {
namespace {

using testing::HasSubstr;

std::string problems_of(const std::string& strategy) {
  const auto models = read_models(R"({"models": [{"name": "m", "task": "binary", "features": [{"name": "x"}], "update": {"strategy": )" +
                                  strategy + "}}]}");
  return models ? "" : config::to_text(models.error());
}

TEST(ModelSettings, LetAModelStartFromAnotherOrFromItsOwnVersions) {
  EXPECT_EQ(problems_of(R"({"kind": "transfer", "from": {"model": "other", "version": 3}, "freeze": ["hidden"]})"), "");
  EXPECT_EQ(problems_of(R"({"kind": "transfer", "from": {"version": 3}})"), "");
  EXPECT_EQ(problems_of(R"("transfer")"), "");
  EXPECT_THAT(problems_of(R"({"kind": "transfer", "from": {"model": "m"}})"),
              HasSubstr("/models/0/update/strategy/from/model: is this model itself; leave it out"));
  EXPECT_THAT(problems_of(R"({"kind": "incremental", "replay": 5})"),
              HasSubstr("/models/0/update/strategy/replay: must be at most 4, is 5"));
}

}  // namespace
}  // namespace driftd::engine
