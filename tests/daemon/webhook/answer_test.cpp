#include "daemon/webhook/answer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace driftd::webhook {
namespace {

using ::testing::HasSubstr;
using Status = Answer::Status;
using updaters::FailureCause;

std::string refusal(std::string_view body) {
  const auto answer = read_answer(body);
  return answer ? "read" : answer.error();
}

TEST(Answer, TellsHowFarTheJobIs) {
  EXPECT_EQ(read_answer(R"({"status": "running"})")->status, Status::running);
  EXPECT_EQ(read_answer(R"({"status": "queued"})")->status, Status::running);
  EXPECT_EQ(read_answer(R"({"status": "succeeded"})")->status, Status::succeeded);
  EXPECT_EQ(read_answer("{}")->status, std::nullopt);
  EXPECT_TRUE(read_answer(R"({"status": "failed"})")->is_final());
  EXPECT_FALSE(read_answer(R"({"status": "running"})")->is_final());
  EXPECT_FALSE(read_answer("{}")->is_final());
}

TEST(Answer, NamesTheCauseInTheWordsOfTheLadder) {
  const auto answer = read_answer(R"({"status": "failed", "cause": "data", "error": "one class only"})");
  ASSERT_TRUE(answer) << answer.error();
  EXPECT_EQ(answer->cause, FailureCause::data);
  EXPECT_EQ(answer->error, "one class only");
  EXPECT_EQ(read_answer(R"({"status": "failed"})")->cause, FailureCause::infrastructure);
  EXPECT_EQ(read_answer(R"({"status": "failed", "cause": "training"})")->cause, FailureCause::training);
}

TEST(Answer, NamesTheFilesToFetch) {
  const std::string digest(64, 'a');
  const auto answer = read_answer(R"({"status": "succeeded", "key": "m-1-ab", "result": {"format": "onnx", "file": "model.onnx"},
      "files": [{"name": "model.onnx", "url": "/jobs/7/model.onnx", "sha256": ")" +
                                  digest + R"("}]})");
  ASSERT_TRUE(answer) << answer.error();
  ASSERT_EQ(answer->files.size(), 1U);
  EXPECT_EQ(answer->files[0].name, "model.onnx");
  EXPECT_EQ(answer->files[0].sha256, digest);
  EXPECT_EQ(answer->result["file"], "model.onnx");
  EXPECT_EQ(answer->key, "m-1-ab");
}

TEST(Answer, MaySayMoreThanIsUnderstood) {
  EXPECT_EQ(read_answer(R"({"dag_run_id": "x", "conf": {"a": [1]}, "status": "queued"})")->status, Status::running);
}

TEST(Answer, IsRefusedWhereItIsNoSuchThing) {
  EXPECT_THAT(refusal("<html>"), HasSubstr("is not JSON"));
  EXPECT_THAT(refusal("[]"), HasSubstr("is no JSON object"));
  EXPECT_THAT(refusal(R"({"status": "done"})"), HasSubstr("/status"));
  EXPECT_THAT(refusal(R"({"status": "failed", "cause": "gate"})"), HasSubstr("/cause"));
  EXPECT_THAT(refusal(R"({"status": "succeeded", "result": "model.onnx"})"), HasSubstr("/result: must be an object"));
}

TEST(Answer, NamesNoFileThatCouldLieElsewhereOrBeAnother) {
  const auto with = [](const std::string& name, const std::string& digest) {
    return refusal(R"({"files": [{"name": ")" + name + R"(", "url": "/f", "sha256": ")" + digest + R"("}]})");
  };
  const std::string digest(64, 'a');
  EXPECT_EQ(with("model.onnx", digest), "read");
  for (const char* name : {"", "../model.onnx", "/etc/passwd", "a/b", ".hidden", ".."}) {
    EXPECT_THAT(with(name, digest), HasSubstr("/files/0/name")) << name;
  }
  EXPECT_THAT(with("model.onnx", std::string(64, 'A')), HasSubstr("64 lower-case hex digits"));
  EXPECT_THAT(with("model.onnx", "ab"), HasSubstr("/files/0/sha256"));
  EXPECT_THAT(refusal(R"({"files": [{"name": "a", "url": "/f"}]})"), HasSubstr("lacks \"sha256\""));
  std::string many;
  for (int i = 0; i < 17; ++i) many += (i == 0 ? "" : ",") + (R"({"name": "a", "url": "/f", "sha256": ")" + digest + "\"}");
  EXPECT_THAT(refusal("{\"files\": [" + many + "]}"), HasSubstr("/files"));
}

}  // namespace
}  // namespace driftd::webhook
