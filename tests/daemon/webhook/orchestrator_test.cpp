#include "daemon/webhook/orchestrator.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "daemon/webhook/callback.h"
#include "tests/daemon/webhook/handed_over.h"
#include "tests/daemon/webhook/scripted_site.h"

namespace driftd::webhook {
namespace {

using config::Json;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using namespace std::chrono_literals;
using updaters::FailureCause;

/// A job that is to be handed to the site.
class HandingOver : public ::testing::Test {
 protected:
  HandingOver() {
    work_.settings.url = site_.url() + "/train";
    work_.settings.poll = 100ms;
    work_.settings.timeout = 10s;
    work_.settings.deadline = 20s;
    work_.settings.callback = "http://driftd:7420/";
  }

  training::ProcessEnd train() {
    Orchestrator orchestrator(work_.settings, [this] { return clock_now() + passed_; }, leaving_);
    return orchestrator.train(work_.job, work_.folder.path(), work_.facts, cancelled_);
  }
  void is_polled(std::vector<api::Response> responses) {
    site_.answers("POST /train", {says("", 202, {{"Location", "/jobs/7"}})});
    site_.answers("GET /jobs/7", std::move(responses));
  }
  /// A result whose artefact is to be fetched.
  std::string with_file(const std::string& url, const std::string& bytes) const {
    return Json{{"status", "succeeded"},
                {"key", work_.key()},
                {"result", {{"format", "onnx"}, {"file", "model.onnx"}}},
                {"files", {{{"name", "model.onnx"}, {"url", url}, {"sha256", registry::sha256_of(bytes)}}}}}
        .dump();
  }

  HandedOver work_;
  Site site_;
  config::Duration passed_{};
  std::atomic<bool> cancelled_{false};
  std::atomic<bool> leaving_{false};
};

constexpr const char* kDone = R"({"status": "succeeded"})";

TEST_F(HandingOver, TellsAllThatATrainerMustKnow) {
  site_.answers("POST /train", {says(kDone)});
  ASSERT_TRUE(train().succeeded);
  ASSERT_THAT(site_.heard(), ElementsAre("POST /train"));
  EXPECT_THAT(site_.bad_signatures(), IsEmpty());
  const auto request = site_.requests().front();
  EXPECT_EQ(request.header("Idempotency-Key"), work_.key());
  EXPECT_EQ(request.content_type, "application/json");
  const auto told = Json::parse(request.body);
  EXPECT_EQ(told["key"], work_.key());
  EXPECT_EQ(told["folder"], work_.folder.path().string());
  EXPECT_EQ(told["table"], Json({{"file", "train.csv"}, {"sha256", work_.facts.table_sha256}, {"rows", 2}}));
  EXPECT_EQ(told["callback"], "http://driftd:7420/v1/models/m/jobs/7/result");
  EXPECT_EQ(told["job"], training::to_json(work_.job));
  const auto submitted = config::parse_time(told["submitted"].get<std::string>());
  ASSERT_TRUE(submitted);
  EXPECT_EQ(told["deadline"], config::format_time(*submitted + 20s));
}

TEST_F(HandingOver, TakesAResultAtOnce) {
  site_.answers("POST /train", {says(kDone)});
  const auto end = train();
  EXPECT_TRUE(end.succeeded) << end.reason;
  EXPECT_EQ(end.cause, FailureCause::none);
  EXPECT_EQ(end.ending, "the orchestrator's result came at once");
}

TEST_F(HandingOver, PollsUntilTheResultIsThere) {
  is_polled({says(R"({"status": "queued"})"), says(R"({"status": "running"})", 202), says(kDone)});
  const auto end = train();
  EXPECT_TRUE(end.succeeded) << end.reason;
  EXPECT_EQ(end.ending, "the orchestrator's result came when it was asked");
  EXPECT_THAT(site_.heard(), ElementsAre("POST /train", "GET /jobs/7", "GET /jobs/7", "GET /jobs/7"));
  EXPECT_THAT(site_.bad_signatures(), IsEmpty());
}

TEST_F(HandingOver, PollsWhereTheAnswerSaysAndWhenItIsTold) {
  work_.settings.poll = 1h;
  work_.settings.deadline = 2h;
  site_.answers("POST /train", {says(R"({"status": "queued", "status_url": "runs/9", "dag": 1})", 201, {{"Retry-After", "0"}})});
  site_.answers("GET /runs/9",
                {says("", 503, {{"Retry-After", "0"}}), says(R"({"status": "running"})", 200, {{"Retry-After", "0"}}), says(kDone)});
  EXPECT_TRUE(train().succeeded) << "without waiting for an hour";
}

TEST_F(HandingOver, WaitsForACallBack) {
  site_.answers("POST /train", {says("", 202)});
  std::jthread orchestrator([this] {
    site_.has_heard(1);
    const std::string body = R"({"status": "succeeded", "key": ")" + work_.key() + "\"}";
    const Callback callback{.signature = sign(HandedOver::kSecret, body, clock_now()), .body = body};
    const auto reply = take_callback(work_.folder.path(), work_.settings, callback, clock_now());
    EXPECT_EQ(reply.result, CallbackReply::Result::taken) << reply.message;
  });
  const auto end = train();
  EXPECT_TRUE(end.succeeded) << end.reason;
  EXPECT_EQ(end.ending, "the orchestrator's result came by a call back");
  EXPECT_THAT(site_.heard(), ElementsAre("POST /train")) << "there was nothing to be polled";
}

TEST_F(HandingOver, FetchesTheArtefactFromTheSameOrigin) {
  is_polled({says(with_file("/jobs/7/model.onnx", "onnx bytes"))});
  site_.answers("GET /jobs/7/model.onnx", {says("busy", 503), says("onnx bytes")});
  const auto end = train();
  EXPECT_TRUE(end.succeeded) << end.reason;
  EXPECT_EQ(work_.folder.get("out/model.onnx"), "onnx bytes");
  EXPECT_EQ(Json::parse(work_.folder.get("out/result.json")), Json({{"format", "onnx"}, {"file", "model.onnx"}}));
  EXPECT_THAT(site_.bad_signatures(), IsEmpty());
}

TEST_F(HandingOver, FetchesNothingFromElsewhereNothingLargerAndNothingElse) {
  is_polled({says(with_file("http://127.0.0.1:9/model.onnx", "onnx bytes"))});
  EXPECT_THAT(train().reason, HasSubstr("leads to another server; it must lead to " + site_.url()));
  std::filesystem::remove(work_.folder / "ticket.json");

  is_polled({says(with_file("/model.onnx", "onnx bytes"))});
  site_.answers("GET /model.onnx", {says("other bytes")});
  EXPECT_EQ(train().reason, "\"model.onnx\" has not the SHA-256 that was promised");
  EXPECT_FALSE(std::filesystem::exists(work_.folder / "out/model.onnx"));
  std::filesystem::remove(work_.folder / "ticket.json");

  work_.settings.max_artefact = 1024;
  site_.answers("GET /model.onnx", {says(std::string(1025, 'x'))});
  EXPECT_THAT(train().reason, HasSubstr("\"model.onnx\" cannot be fetched: no answer from " + site_.url() + ": more than 1024 bytes"));
}

TEST_F(HandingOver, WritesThroughNoLink) {
  work_.folder.put("precious", "do not touch");
  std::filesystem::create_symlink(work_.folder / "precious", work_.folder / "out/model.onnx");
  is_polled({says(with_file("/model.onnx", "onnx bytes"))});
  site_.answers("GET /model.onnx", {says("onnx bytes")});
  EXPECT_TRUE(train().succeeded);
  EXPECT_EQ(work_.folder.get("precious"), "do not touch");
}

TEST_F(HandingOver, NamesWhyTheOrchestratorFailed) {
  site_.answers("POST /train", {says(R"({"status": "failed", "cause": "data", "error": "one class only"})")});
  const auto end = train();
  EXPECT_FALSE(end.succeeded);
  EXPECT_EQ(end.cause, FailureCause::data);
  EXPECT_EQ(end.reason, "the orchestrator says: one class only");
}

TEST_F(HandingOver, SendsAPostThatWasNotAnsweredAgainUnderItsKey) {
  site_.answers("POST /train", {says("starting", 503), says("wait", 409), says(kDone)});
  EXPECT_TRUE(train().succeeded);
  const auto requests = site_.requests();
  ASSERT_THAT(requests, SizeIs(3));
  for (const auto& request : requests) {
    EXPECT_EQ(request.header("Idempotency-Key"), work_.key());
    EXPECT_EQ(request.body, requests.front().body) << "an orchestrator may refuse a key with another body";
  }
}

TEST_F(HandingOver, GivesUpAnOrchestratorThatDoesNotTakeTheJob) {
  site_.answers("POST /train", {says("who are you?", 401)});
  const auto refused = train();
  EXPECT_EQ(refused.cause, FailureCause::infrastructure);
  EXPECT_EQ(refused.reason, "the orchestrator did not take the job: POST " + site_.url() + "/train answered 401: who are you?");
  EXPECT_THAT(site_.heard(), SizeIs(1));

  site_.answers("POST /train", {says("", 500)});
  EXPECT_THAT(train().reason, HasSubstr("answered 500"));
  EXPECT_THAT(site_.heard(), SizeIs(6)) << "five times in all";

  site_.answers("POST /train", {says("", 307, {{"Location", "http://elsewhere/"}})});
  EXPECT_THAT(train().reason, HasSubstr("answered 307: redirects are not followed"));
}

TEST_F(HandingOver, GivesUpAnOrchestratorThatIsNotThere) {
  work_.settings.url = "http://127.0.0.1:1/train";
  const auto end = train();
  EXPECT_EQ(end.cause, FailureCause::infrastructure);
  EXPECT_THAT(end.reason, HasSubstr("the orchestrator did not take the job: cannot connect to http://127.0.0.1:1"));
}

TEST_F(HandingOver, OutlivesAnOrchestratorThatIsStartedAnew) {
  is_polled({says("", 503), says("", 502), says("", 500), says("", 503), says("", 503), says("", 503), says(kDone)});
  EXPECT_TRUE(train().succeeded);
}

TEST_F(HandingOver, EndsWhereTheJobIsLost) {
  is_polled({says("no such job", 404)});
  EXPECT_THAT(train().reason, HasSubstr("the orchestrator has lost the job: GET " + site_.url() + "/jobs/7 answered 404: no such job"));
  EXPECT_THAT(site_.heard(), Not(Contains("DELETE /jobs/7")));
}

TEST_F(HandingOver, EndsAtTheDeadlineAndWithdrawsTheJob) {
  work_.settings.deadline = 1s;
  is_polled({says(R"({"status": "running"})"), says("", 503)});
  const auto end = train();
  EXPECT_EQ(end.cause, FailureCause::infrastructure);
  EXPECT_THAT(end.reason, HasSubstr("the orchestrator brought no result within 1s; at the last look: GET"));
  EXPECT_EQ(site_.heard().back(), "DELETE /jobs/7");
  EXPECT_THAT(site_.bad_signatures(), IsEmpty());
}

TEST_F(HandingOver, EndsAtTheDeadlineThoughTheOrchestratorAsksForMoreTime) {
  work_.settings.deadline = 1s;
  site_.answers("POST /train", {says(R"({"status": "queued", "status_url": "jobs/7"})", 202, {{"Retry-After", "86400"}})});
  site_.answers("GET /jobs/7", {says(R"({"status": "running"})", 200, {{"Retry-After", "4294967295"}})});
  EXPECT_THAT(train().reason, HasSubstr("the orchestrator brought no result within 1s"));
}

TEST_F(HandingOver, WithdrawsAJobThatIsGivenUp) {
  is_polled({says(R"({"status": "running"})")});
  std::jthread engine([this] {
    site_.has_heard(2);
    cancelled_.store(true);
  });
  EXPECT_EQ(train().reason, "the update was given up while the orchestrator trained");
  EXPECT_EQ(site_.heard().back(), "DELETE /jobs/7");
}

TEST_F(HandingOver, HearsOutWhoIsAboutToTakeAJobThatIsGivenUp) {
  is_polled({says(R"({"status": "running"})")});
  site_.when_asked([this] { cancelled_.store(true); });
  EXPECT_EQ(train().reason, "the update was given up while the orchestrator trained");
  EXPECT_THAT(site_.heard(), ElementsAre("POST /train", "DELETE /jobs/7"));
}

TEST_F(HandingOver, LeavesTheJobAloneWhenTheDaemonEndsAndGoesOnWithIt) {
  is_polled({says(R"({"status": "running"})")});
  {
    std::jthread daemon([this] {
      site_.has_heard(2);
      leaving_.store(true);
      cancelled_.store(true);
    });
    EXPECT_FALSE(train().succeeded);
  }
  EXPECT_THAT(site_.heard(), Not(Contains("DELETE /jobs/7")));
  const auto before = site_.heard().size();
  cancelled_.store(false);
  leaving_.store(false);
  site_.answers("GET /jobs/7", {says(kDone)});

  Orchestrator started_anew(work_.settings, clock_now, leaving_);
  const auto facts = started_anew.under_way(work_.job, work_.folder.path());
  ASSERT_TRUE(facts);
  EXPECT_EQ(facts->table_sha256, work_.facts.table_sha256);
  EXPECT_EQ(facts->rows, 2U);
  EXPECT_TRUE(started_anew.train(work_.job, work_.folder.path(), *facts, cancelled_).succeeded);
  const auto heard = site_.heard();
  EXPECT_EQ(std::vector(heard.begin() + static_cast<std::ptrdiff_t>(before), heard.end()), std::vector<std::string>{"GET /jobs/7"})
      << "it was not asked for twice";
}

TEST_F(HandingOver, CountsTheTimeThatTheDaemonWasDown) {
  is_polled({says(R"({"status": "running"})")});
  ASSERT_TRUE(write_ticket(work_.folder.path(), work_.ticket(clock_now())));
  passed_ = 1h;
  const auto end = train();
  EXPECT_THAT(end.reason, HasSubstr("no result within 20s"));
  EXPECT_GE(end.seconds, 3599);
}

TEST_F(HandingOver, LooksOnceMoreWhereTheDaemonWasDownAtTheDeadline) {
  auto ticket = work_.ticket(clock_now());
  ticket.accepted = true;
  ticket.status_url = site_.url() + "/jobs/7";
  ASSERT_TRUE(write_ticket(work_.folder.path(), ticket));
  passed_ = 30s;
  is_polled({says(kDone)});
  EXPECT_TRUE(train().succeeded);
  EXPECT_THAT(site_.heard(), ElementsAre("GET /jobs/7"));
}

TEST_F(HandingOver, TakesAResultThatWasCalledBackWhileNobodyWaited) {
  ASSERT_TRUE(write_ticket(work_.folder.path(), work_.ticket(clock_now())));
  work_.folder.put("callback.json", kDone);
  EXPECT_EQ(train().ending, "the orchestrator's result came by a call back");
  EXPECT_THAT(site_.heard(), IsEmpty());
}

TEST_F(HandingOver, NothingIsUnderWayWhereNothingWasHandedOver) {
  Orchestrator orchestrator(work_.settings, clock_now, leaving_);
  EXPECT_FALSE(orchestrator.under_way(work_.job, work_.folder.path()));
  EXPECT_FALSE(orchestrator.under_way(work_.job, work_.folder / "nowhere"));
  EXPECT_EQ(orchestrator.name(), "POST " + site_.url() + "/train");
}

TEST_F(HandingOver, BelievesOnlySignedAnswersWhereThatIsAskedFor) {
  work_.settings.signed_answers = true;
  site_.answers("POST /train", {says(kDone)});
  EXPECT_THAT(train().reason, HasSubstr("the orchestrator's answer is not signed"));
  site_.sign_answers();
  EXPECT_THAT(train().reason, HasSubstr("the orchestrator's answer is of the job \"\", and this one is \"m-7-"))
      << "it could be of any job";
  is_polled({says(R"({"status": "running"})"), says(R"({"status": "succeeded", "key": ")" + work_.key() + "\"}")});
  const auto end = train();
  EXPECT_TRUE(end.succeeded) << end.reason;
}

TEST_F(HandingOver, EndsWithAnAnswerThatMakesNoSense) {
  site_.answers("POST /train", {says("<html>welcome</html>")});
  EXPECT_THAT(train().reason, HasSubstr("the orchestrator's answer is not JSON"));
  site_.answers("POST /train", {says("{}")});
  EXPECT_EQ(train().reason, "the orchestrator answered 200 without a \"status\"");
  site_.answers("POST /train", {says(R"({"status": "succeeded", "key": "another"})")});
  EXPECT_THAT(train().reason, HasSubstr("is of the job \"another\""));
  site_.answers("POST /train", {says(R"({"status_url": "http://elsewhere/jobs/7"})", 202)});
  EXPECT_THAT(train().reason,
              HasSubstr("the orchestrator's status cannot be looked at: the URL 'http://elsewhere/jobs/7' leads to another server"));
}

TEST_F(HandingOver, DoesNotBeginWithoutASecret) {
  std::filesystem::remove(work_.folder / "secret");
  const auto end = train();
  EXPECT_EQ(end.cause, FailureCause::infrastructure);
  EXPECT_THAT(end.reason, HasSubstr("the webhook's secret: cannot read"));
  EXPECT_THAT(site_.heard(), IsEmpty());
}

}  // namespace
}  // namespace driftd::webhook
