#include "daemon/api/routes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace driftd::api {
namespace {

using config::Json;
using ::testing::HasSubstr;

/// A daemon with one model, "m", of which version 2 is in force.
class Daemon : public Backend {
 public:
  void ingest(EventKind /*kind*/, const std::string& /*model*/, std::string /*body*/,
              std::move_only_function<void(IngestReply)> done) override {
    done({});
  }
  InferReply infer(const std::string& /*model*/, std::string_view /*body*/, std::optional<std::uint64_t> /*version*/) override {
    return {};
  }
  std::optional<ModelMetadata> metadata(const std::string& /*model*/) override { return {}; }
  void status(const std::string& /*model*/, std::move_only_function<void(std::vector<engine::ModelStatus>)> done) override { done({}); }
  std::uint64_t served_version(const std::string& /*model*/) override { return 2; }
  std::expected<Json, std::string> history(const std::string& /*model*/, const std::string& /*what*/,
                                           std::optional<std::uint64_t> /*before*/, std::size_t /*limit*/) override {
    return Json();
  }
  WhyReply why(const std::string& model, std::optional<std::uint64_t> version) override {
    using Result = WhyReply::Result;
    if (version.value_or(2) == 3) return {.result = Result::unreadable, .body = {}, .message = "the disk is gone"};
    if (version.value_or(2) != 2) return {.result = Result::unknown_version, .body = {}, .message = "there is no such version"};
    return {.result = Result::answered, .body = {{"model", model}, {"version", 2}}, .message = {}};
  }
  bool knows(const std::string& model) override { return model == "m"; }
  void command(const std::string& /*model*/, engine::Command::Kind /*kind*/, const std::string& /*text*/,
               std::move_only_function<void(CommandReply)> done) override {
    done({});
  }
  JobResultReply job_result(const std::string& /*model*/, std::uint64_t job, JobResult result) override {
    using Result = JobResultReply::Result;
    if (job != 7) return {.result = Result::unknown_job, .message = "no such job is under way"};
    if (result.timestamp != "1" || result.signature != "sha256=ab")
      return {.result = Result::not_signed, .message = "the result is not signed"};
    if (result.body == "disk") return {.result = Result::failed, .message = "the disk is gone"};
    return result.body == "good" ? JobResultReply{} : JobResultReply{.result = Result::malformed, .message = "the result is no JSON"};
  }
  void metrics(std::move_only_function<void(std::string)> done) override { done(""); }
  Readiness readiness() override { return {}; }
  std::expected<void, std::string> reload() override { return {}; }
};

Response ask(const std::string& method, const std::string& path, FieldList query = {}) {
  Daemon daemon;
  Response answer{.status = 0};
  routes(daemon)({.method = method, .path = path, .query = std::move(query), .headers = {}, .content_type = {}, .body = {}},
                 [&](Response response) { answer = std::move(response); });
  return answer;
}

TEST(Routes, WhyAnswersForTheVersionInForceOrOneThatIsNamed) {
  const auto in_force = ask("GET", "/v1/models/m/why");
  EXPECT_EQ(in_force.status, 200U);
  EXPECT_EQ(Json::parse(in_force.body), Json({{"model", "m"}, {"version", 2}}));
  EXPECT_EQ(ask("GET", "/v1/models/m/why", {{"version", "2"}}).status, 200U);
}

TEST(Routes, WhySaysWhatItCannotAnswer) {
  EXPECT_EQ(ask("GET", "/v1/models/other/why").status, 404U);
  const auto unknown = ask("GET", "/v1/models/m/why", {{"version", "7"}});
  EXPECT_EQ(unknown.status, 404U);
  EXPECT_THAT(unknown.body, HasSubstr("unknown_version"));
  for (const char* number : {"0", "-1", "two", ""}) EXPECT_EQ(ask("GET", "/v1/models/m/why", {{"version", number}}).status, 400U) << number;
  EXPECT_EQ(ask("GET", "/v1/models/m/why", {{"version", "3"}}).status, 500U);
  EXPECT_EQ(ask("POST", "/v1/models/m/why").status, 405U);
}

unsigned hand_in(const std::string& method, const std::string& path, const std::string& body, FieldList headers) {
  Daemon daemon;
  Response answer{.status = 0};
  routes(daemon)({.method = method, .path = path, .query = {}, .headers = std::move(headers), .content_type = {}, .body = body},
                 [&](Response response) { answer = std::move(response); });
  return answer.status;
}

TEST(Routes, AnOrchestratorHandsInTheResultOfAJob) {
  const FieldList headers{{"x-driftd-timestamp", "1"}, {"X-DRIFTD-Signature", "sha256=ab"}};
  EXPECT_EQ(hand_in("POST", "/v1/models/m/jobs/7/result", "good", headers), 200U);
  EXPECT_EQ(hand_in("POST", "/v1/models/m/jobs/7/result", "bad", headers), 400U);
  EXPECT_EQ(hand_in("POST", "/v1/models/m/jobs/7/result", "disk", headers), 503U);
  EXPECT_EQ(hand_in("POST", "/v1/models/m/jobs/7/result", "good", {}), 401U);
  EXPECT_EQ(hand_in("POST", "/v1/models/m/jobs/8/result", "good", headers), 404U);
  EXPECT_EQ(hand_in("POST", "/v1/models/m/jobs/-7/result", "good", headers), 404U);
  EXPECT_EQ(hand_in("POST", "/v1/models/other/jobs/7/result", "good", headers), 404U);
  EXPECT_EQ(hand_in("POST", "/v1/models/m/jobs/7", "good", headers), 404U);
  EXPECT_EQ(hand_in("GET", "/v1/models/m/jobs/7/result", "", headers), 405U);
}

}  // namespace
}  // namespace driftd::api
