#include "updaters/trainer_settings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace driftd::updaters {
namespace {

using config::Json;
using config::Problems;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using namespace std::chrono_literals;

struct Read {
  TrainerSettings trainer;
  Problems problems;
};

Read read(const std::string& text) {
  Read read;
  trainer_shape().read(read.trainer, Json::parse(text), "/trainer", read.problems);
  return read;
}

std::string refusal(const std::string& text) {
  return config::to_text(read(text).problems);
}

constexpr const char* kLeast = R"({"webhook": {"url": "http://airflow:8080/train", "secret_file": "/etc/driftd/secret"}})";

TEST(TrainerSettings, AreTheBuiltInTrainerWhereNothingIsSaid) {
  EXPECT_TRUE(TrainerSettings{}.empty());
  EXPECT_TRUE(read("[]").trainer.empty());
  EXPECT_EQ(trainer_shape().write({}), Json::array());
}

TEST(TrainerSettings, AreAProgramAndItsArguments) {
  const auto [trainer, problems] = read(R"(["fit", "--fast"])");
  EXPECT_TRUE(problems.empty());
  EXPECT_FALSE(trainer.empty());
  EXPECT_THAT(trainer.argv, ElementsAre("fit", "--fast"));
  EXPECT_EQ(trainer_shape().write(trainer), Json::parse(R"(["fit", "--fast"])"));
}

TEST(TrainerSettings, AreAWebhookThatNeedsNoMoreThanAnAddressAndASecret) {
  const auto [trainer, problems] = read(kLeast);
  EXPECT_TRUE(problems.empty()) << config::to_text(problems);
  ASSERT_TRUE(trainer.webhook);
  EXPECT_EQ(trainer.webhook->url, "http://airflow:8080/train");
  EXPECT_EQ(trainer.webhook->deadline, 1h);
  EXPECT_EQ(trainer.webhook->poll, 10s);
  EXPECT_FALSE(trainer.webhook->signed_answers);
  EXPECT_FALSE(trainer.empty());
}

TEST(TrainerSettings, AreWrittenAsTheyAreRead) {
  const auto first = read(R"({"webhook": {"url": "http://a/train?x=1", "secret_file": "s", "deadline": "2h", "poll": "250ms",
    "timeout": "5s", "clock_skew": "1m", "callback": "http://driftd:7420", "signed_answers": true, "max_artefact": "1MiB"}})");
  ASSERT_TRUE(first.problems.empty()) << config::to_text(first.problems);
  const auto written = trainer_shape().write(first.trainer);
  const auto second = read(written.dump());
  EXPECT_TRUE(second.problems.empty()) << config::to_text(second.problems);
  EXPECT_EQ(trainer_shape().write(second.trainer), written);
  EXPECT_EQ(second.trainer.webhook->max_artefact, 1U << 20U);
  EXPECT_EQ(second.trainer.webhook->poll, 250ms);
  EXPECT_EQ(second.trainer.webhook->callback, "http://driftd:7420");
}

TEST(TrainerSettings, AreNeitherATextNorAnObjectOfAnotherKind) {
  EXPECT_THAT(refusal(R"("train.sh")"), HasSubstr("/trainer: must be a list (a program and its arguments) or {\"webhook\": {...}}"));
  EXPECT_THAT(refusal(R"({"web_hook": {}})"), HasSubstr("/trainer/web_hook: is not known here (did you mean \"webhook\"?)"));
  EXPECT_THAT(refusal("{}"), HasSubstr("/trainer: lacks \"webhook\""));
  EXPECT_THAT(refusal(R"({"webhook": null})"), HasSubstr("/trainer/webhook: must be an object"));
}

TEST(TrainerSettings, RefuseAnAddressThatCannotBeReached) {
  const auto with = [](const std::string& url) { return refusal(R"({"webhook": {"secret_file": "s", "url": ")" + url + "\"}}"); };
  EXPECT_EQ(with("http://[::1]:80/a?b"), "");
  EXPECT_THAT(with("https://airflow/train"), HasSubstr("for TLS put a proxy in between"));
  EXPECT_THAT(with("http:///train"), HasSubstr("names no host"));
  EXPECT_THAT(with("http://:80/train"), HasSubstr("names no host"));
  EXPECT_THAT(with("http://me@airflow/train"), HasSubstr("user name"));
  EXPECT_THAT(with("http://airflow/my train"), HasSubstr("%XX"));
  EXPECT_THAT(with("http://airflow/train#part"), HasSubstr("fragment"));
}

TEST(TrainerSettings, RefuseWhatContradictsItself) {
  EXPECT_THAT(refusal(R"({"webhook": {"url": "http://a", "secret_file": "s", "deadline": "1m", "poll": "2m"}})"),
              HasSubstr("/trainer/webhook/poll: must not be longer than \"deadline\""));
  EXPECT_THAT(refusal(R"({"webhook": {"url": "http://a", "secret_file": "s", "callback": "http://driftd:7420/v1"}})"),
              HasSubstr("/trainer/webhook/callback: must end after the port"));
  EXPECT_THAT(refusal(R"({"webhook": {"url": "http://a"}})"), HasSubstr("lacks \"secret_file\""));
}

}  // namespace
}  // namespace driftd::updaters
