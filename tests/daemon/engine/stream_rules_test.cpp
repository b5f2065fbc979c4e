#include "daemon/engine/stream_rules.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace driftd::engine {
namespace {

using config::Json;
using ::testing::HasSubstr;

struct Read {
  ModelSettings settings;
  config::Problems problems;
};

Read read(const Json& rule, const std::string& task = "binary") {
  const Json json{{"name", "m"},
                  {"task", task},
                  {"features", {{{"name", "price"}}, {{"name", "region"}, {"type", "categorical"}}, {{"name", "load"}}}},
                  {"drift", {rule}}};
  Read read;
  model_declaration().read(read.settings, json, "", read.problems);
  return read;
}

TEST(StreamRules, FollowTheNumericFeaturesOrThoseNamed) {
  const auto all = read({{"detector", "kswin"}});
  ASSERT_TRUE(all.problems.empty()) << config::to_text(all.problems);
  const auto monitor = make_stream_monitor(all.settings, DriftSubject::features);
  ASSERT_EQ(monitor.checks().size(), 2U);
  EXPECT_EQ(monitor.checks()[0].subject, "price");
  EXPECT_EQ(monitor.checks()[1].subject, "load");
  const auto one = read({{"detector", "page_hinkley"}, {"only", {"load"}}});
  EXPECT_EQ(make_stream_monitor(one.settings, DriftSubject::features).checks().size(), 1U);
  EXPECT_TRUE(make_stream_monitor(one.settings, DriftSubject::prediction).checks().empty());
}

TEST(StreamRules, FollowTheAnswers) {
  const auto answers = read({{"detector", "adwin"}, {"on", "prediction"}}, "regression");
  ASSERT_TRUE(answers.problems.empty()) << config::to_text(answers.problems);
  const auto monitor = make_stream_monitor(answers.settings, DriftSubject::prediction);
  ASSERT_EQ(monitor.checks().size(), 1U);
  EXPECT_EQ(monitor.checks()[0].subject, "prediction");
}

TEST(StreamRules, LookBothWaysUnlessTold) {
  EXPECT_EQ(read({{"detector", "e_sr"}}).settings.drift[0].stream.parameters["side"], "both");
  EXPECT_EQ(read({{"detector", "e_sr"}, {"side", "down"}}).settings.drift[0].stream.parameters["side"], "down");
  EXPECT_TRUE(read({{"detector", "adwin"}}).problems.empty()) << "which has no sides";
}

TEST(StreamRules, AreWrittenAsTheyAreRead) {
  const auto once = read({{"detector", "e_cusum"}, {"only", {"price"}}, {"reference", 300}});
  const Json written = model_declaration().write(once.settings)["drift"][0];
  EXPECT_EQ(written["detector"], "e_cusum");
  EXPECT_EQ(written["reference"], 300);
  const auto twice = read(written);
  ASSERT_TRUE(twice.problems.empty()) << config::to_text(twice.problems);
  EXPECT_EQ(model_declaration().write(twice.settings)["drift"][0], written);
}

TEST(StreamRules, AreRefusedWhereThereIsNoNumberToFollow) {
  const auto refusal = [](const Json& rule, const std::string& task, const std::string& path, const std::string& words) {
    const auto problems = read(rule, task).problems;
    ASSERT_EQ(problems.size(), 1U) << rule;
    EXPECT_EQ(problems[0].path, path);
    EXPECT_THAT(problems[0].message, HasSubstr(words));
  };
  refusal({{"detector", "ddm"}}, "binary", "/drift/0/detector", "counts errors");
  refusal({{"detector", "e_sr"}, {"only", {"price", "region"}}}, "binary", "/drift/0/only/1", "\"region\" is categorical");
  refusal({{"detector", "e_sr"}, {"on", "prediction"}}, "multiclass", "/drift/0/on", "categories");
  refusal({{"detector", "e_sr"}, {"only", {"prize"}}}, "binary", "/drift/0/only/0", "did you mean \"price\"");
  refusal({{"detector", "e_srr"}}, "binary", "/drift/0/detector", "there is no detector");
}

TEST(StreamRules, NoDetectorOfStreamsIsCalledAsAComparisonIs) {
  for (const auto& name : detectors::stream_detectors().row_names()) EXPECT_EQ(detectors::comparisons().find(name), nullptr) << name;
}

}  // namespace
}  // namespace driftd::engine
