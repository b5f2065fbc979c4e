#include "daemon/training/job.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/daemon/training/job_folder.h"

namespace driftd::training {
namespace {

namespace fs = std::filesystem;
using config::Json;
using config::Task;
using ::testing::HasSubstr;

Job sample_job() {
  return {.number = 12,
          .model = "fraud",
          .schema = {.task = Task::multiclass, .features = {{.name = "x"}, {.name = "c", .type = config::FeatureType::categorical}}},
          .strategy = "incremental",
          .attempt = 2,
          .seed = 99,
          .learner = Json{{"kind", "softmax"}},
          .base_version = 3,
          .budget = {.wall = std::chrono::seconds(90), .cpu = std::chrono::milliseconds(1500), .memory = 1U << 30U}};
}

TEST(Job, ComesBackAsItWasWritten) {
  const Folder folder;
  folder.put("job.json", to_json(sample_job()).dump());
  const auto read = read_job(folder.path());
  ASSERT_TRUE(read) << read.error();
  EXPECT_EQ(read->number, 12U);
  EXPECT_EQ(read->model, "fraud");
  EXPECT_EQ(read->schema, sample_job().schema);
  EXPECT_EQ(read->strategy, "incremental");
  EXPECT_EQ(read->attempt, 2);
  EXPECT_EQ(read->seed, 99U);
  EXPECT_EQ(read->learner["kind"], "softmax");
  EXPECT_EQ(read->base_version, 3U);
  EXPECT_EQ(read->budget.wall, std::chrono::seconds(90));
  EXPECT_EQ(read->budget.cpu, std::chrono::milliseconds(1500));
  EXPECT_EQ(read->budget.memory, 1U << 30U);
}

TEST(Job, TellsOfATransferWhereThereIsOne) {
  const Folder folder;
  EXPECT_FALSE(to_json(sample_job()).contains("transfer"));
  auto job = sample_job();
  job.transfer = updaters::TransferOrder{.from = {.model = "other", .version = 3}, .freeze = {updaters::Freezable::hidden}};
  EXPECT_EQ(to_json(job)["transfer"], Json::parse(R"({"from": {"model": "other", "version": 3}, "freeze": ["hidden"]})"));
  folder.put("job.json", to_json(job).dump());
  const auto read = read_job(folder.path());
  ASSERT_TRUE(read) << read.error();
  EXPECT_EQ(read->transfer, job.transfer);
}

TEST(Job, TellsAForeignTrainerItsBudget) {
  const Json json = to_json(sample_job());
  EXPECT_EQ(json["protocol"], 1);
  EXPECT_EQ(json["budget"]["wall_seconds"], 90.0);
  EXPECT_EQ(json["budget"]["memory_bytes"], 1U << 30U);
}

TEST(Job, IsRefusedWhereAnyPartOfItIsWrong) {
  const Folder folder;
  EXPECT_THAT(read_job(folder.path()).error(), HasSubstr("cannot read"));
  folder.put("job.json", "{\"protocol\": ");
  EXPECT_THAT(read_job(folder.path()).error(), HasSubstr("job.json is not JSON at line 1"));
  for (const auto& [key, value, path] :
       {std::tuple{"protocol", Json(2), "/protocol: must be from 1 to 1, is 2"},
        std::tuple{"model", Json("../x"), "/model: must be made of letters"}, std::tuple{"task", Json("ternary"), "/task: knows no"},
        std::tuple{"features", Json::array(), "/features: must have 1 to 4096 items"},
        std::tuple{"attempt", Json(0), "/attempt: must be from 1"}, std::tuple{"seed", Json(-1), "/seed: must be from 0"},
        std::tuple{"learner", Json{{"kind", "forest"}}, "/learner/kind: there is no"},
        std::tuple{"budget", Json{{"cpu_seconds", 0}}, "/budget/cpu_seconds: must be"},
        std::tuple{"surprise", Json(1), "/surprise: is not known here"}}) {
    Json json = to_json(sample_job());
    json[key] = value;
    folder.put("job.json", json.dump());
    const auto read = read_job(folder.path());
    ASSERT_FALSE(read) << key;
    EXPECT_THAT(read.error(), HasSubstr(path));
  }
}

std::string refusal(const Folder& folder, std::string_view result) {
  folder.put("out/result.json", result);
  const auto read = read_result(folder.path());
  return read ? "" : read.error();
}

TEST(Result, NamesAFileThatIsThere) {
  const Folder folder;
  folder.put("out/model.json", "{}");
  folder.put("out/result.json", to_json(Result{.format = "driftd-linear", .file = "model.json", .notes = "fine"}).dump());
  const auto read = read_result(folder.path());
  ASSERT_TRUE(read) << read.error();
  EXPECT_EQ(read->format, "driftd-linear");
  EXPECT_EQ(read->file, "model.json");
  EXPECT_EQ(read->notes, "fine");
}

TEST(Result, IsRefusedWhereThereIsNone) {
  const Folder folder;
  EXPECT_THAT(read_result(folder.path()).error(), HasSubstr("the trainer left no result: out/result.json is not there"));
  fs::create_directory(folder / "out/result.json");
  EXPECT_THAT(read_result(folder.path()).error(), HasSubstr("the trainer left no result"));
}

TEST(Result, IsRefusedWhereItIsOfAnotherKind) {
  const Folder folder;
  folder.put("out/model.json", "{}");
  EXPECT_THAT(refusal(folder, ""), HasSubstr("the trainer's result.json is not JSON"));
  EXPECT_THAT(refusal(folder, "rubbish"), HasSubstr("the trainer's result.json is not JSON"));
  EXPECT_THAT(refusal(folder, "[]"), HasSubstr("must be an object, is an array"));
  EXPECT_THAT(refusal(folder, R"({"format": "onnx"})"), HasSubstr("lacks \"file\""));
  EXPECT_THAT(refusal(folder, R"({"format": 1, "file": "model.json"})"), HasSubstr("/format: must be a string, is a number"));
  EXPECT_THAT(refusal(folder, R"({"format": "onnx", "file": "model.json", "fil": 1})"),
              HasSubstr("/fil: is not known here (did you mean \"file\"?)"));
}

TEST(Result, NamesNoFileOutsideOfItsFolder) {
  const Folder folder;
  folder.put("secret", "x");
  for (const char* file : {"../secret", "/etc/passwd", "..", ".", "a/../../secret", ""})
    EXPECT_THAT(refusal(folder, Json{{"format", "onnx"}, {"file", file}}.dump()), HasSubstr("/file: must")) << file;
}

TEST(Result, NamesNoLinkAndNoFolderAndNothingMissing) {
  const Folder folder;
  folder.put("secret", "x");
  fs::create_symlink(folder / "secret", folder / "out/link");
  fs::create_directory(folder / "out/folder");
  for (const char* file : {"link", "folder", "missing"}) {
    EXPECT_EQ(refusal(folder, Json{{"format", "onnx"}, {"file", file}}.dump()),
              std::string("the trainer's result.json names \"") + file + "\", which is no file in out/");
  }
}

TEST(Result, IsNoLinkItselfNorInAFolderThatIsOne) {
  const Folder folder;
  folder.put("out/model.json", "{}");
  folder.put("elsewhere.json", R"({"format": "driftd-linear", "file": "model.json"})");
  fs::create_symlink(folder / "elsewhere.json", folder / "out/result.json");
  EXPECT_THAT(read_result(folder.path()).error(), HasSubstr("no plain file"));
  fs::rename(folder / "out", folder / "real");
  fs::create_symlink(folder / "real", folder / "out");
  EXPECT_THAT(read_result(folder.path()).error(), HasSubstr("the trainer left no folder out/"));
}

TEST(ReadText, IsBounded) {
  const Folder folder;
  folder.put("text", "12345");
  EXPECT_EQ(read_text(folder / "text", 5), "12345");
  EXPECT_THAT(read_text(folder / "text", 4).error(), HasSubstr("has 5 bytes, at most 4 are read"));
  folder.put("empty", "");
  EXPECT_EQ(read_text(folder / "empty", 5), "");
}

}  // namespace
}  // namespace driftd::training
