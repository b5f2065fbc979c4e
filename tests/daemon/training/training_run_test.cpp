#include "daemon/training/training_run.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "daemon/training/built_in_trainer.h"
#include "tests/daemon/training/job_folder.h"
#include "updaters/catalogue.h"

namespace driftd::training {
namespace {

using config::Json;
using config::Task;
using ::testing::HasSubstr;

const config::ModelSchema kSchema{.task = Task::binary, .features = {{.name = "x"}, {.name = "y"}}};

/// A shop with forty labelled rows and a champion, whose next update is a shell script's doing.
class TrainingRun : public ::testing::Test {
 protected:
  TrainingRun() {
    have_rows(40);
    order_.job = {.number = 1,
                  .model = "m",
                  .schema = kSchema,
                  .strategy = "retrain",
                  .attempt = 1,
                  .seed = 5,
                  .learner = Json{{"kind", "logistic"}},
                  .base_version = 0,
                  .budget = {}};
  }

  /// More of them, up to `count`.
  void have_rows(int count) {
    std::vector<double> labels;
    for (int i = 0; i < count; ++i) {
      if (static_cast<std::size_t>(i) >= order_.rows.size()) rows_.add({0.1 * i, static_cast<double>(i % 5)});
      labels.push_back(i >= 20 ? 1 : 0);
    }
    order_.rows = rows_.samples(labels);
  }

  TrainingOutcome run(const std::string& script) {
    order_.argv = {"sh", "-c", script, "trainer"};
    return run_training(order_, rows_, job(), cancelled_);
  }

  /// What the built-in trainer makes of the rows, as a champion's folder.
  void have_a_champion(const config::ModelSchema& schema = kSchema) {
    updaters::Dataset data{.columns = 2, .values = {}, .labels = {}, .classes = {}};
    for (int i = 0; i < 40; ++i) {
      data.values.insert(data.values.end(), {0.1 * i, static_cast<double>(i % 5)});
      data.labels.push_back(i >= 20 ? 1 : 0);
    }
    Job job = order_.job;
    job.schema = schema;
    job.transfer.reset();
    if (schema.task == Task::regression) job.learner = Json{{"kind", "linear"}};
    const auto model = train(job, data, nullptr);
    ASSERT_TRUE(model) << model.error().message;
    std::filesystem::create_directories(folder_ / "champion");
    folder_.put("champion/model.json", (*model)->write());
    order_.base = folder_ / "champion";
    order_.job.base_version = 1;
  }

  std::filesystem::path job() const { return folder_ / "job"; }

  static constexpr const char* kHandBack =
      R"(cp base/model.json out/model.json && echo '{"format": "driftd-linear", "file": "model.json"}' > out/result.json)";

  Folder folder_;
  JournalRows rows_;
  TrainingOrder order_;
  std::atomic<bool> cancelled_{false};
};

TEST_F(TrainingRun, TakesAValidArtefact) {
  have_a_champion();
  const auto outcome = run(kHandBack);
  EXPECT_EQ(outcome.failure, "");
  EXPECT_EQ(outcome.result.file, "model.json");
  const auto challenger = read_challenger(job(), kSchema);
  ASSERT_TRUE(challenger) << challenger.error();
  EXPECT_EQ((*challenger)->write(), folder_.get("champion/model.json"));
}

TEST_F(TrainingRun, HandsTheTrainerItsFolderFilled) {
  have_a_champion();
  const auto outcome = run("test \"$(wc -l < train.csv)\" = 41 && test -s train.npy && test -s job.json && test \"$1\" = \"$PWD\" && " +
                           std::string(kHandBack));
  EXPECT_EQ(outcome.failure, "");
}

TEST_F(TrainingRun, TellsWhatItWasMadeOf) {
  have_a_champion();
  const auto outcome = run("sha256sum train.csv > seen.txt; echo 'a row more' >> train.csv; " + std::string(kHandBack));
  EXPECT_EQ(outcome.failure, "");
  EXPECT_EQ(outcome.facts.rows, 40U);
  EXPECT_EQ(outcome.facts.ending, "exit code 0");
  EXPECT_EQ(outcome.facts.table_sha256 + "  train.csv\n", folder_.get("job/seen.txt")) << "of the table as it was handed over";
  EXPECT_THAT(outcome.facts.trainer, HasSubstr("sh -c 'sha256sum train.csv"));
  EXPECT_THAT(outcome.facts.trainer, HasSubstr("echo '\\''a row more'\\''")) << "one could paste it into a shell";
}

TEST_F(TrainingRun, TellsHowATrainerEndedThatFailed) {
  const auto outcome = run("echo no data >&2; exit 3");
  EXPECT_THAT(outcome.facts.ending, HasSubstr("exit code 3; its last line: no data"));
  EXPECT_EQ(outcome.facts.rows, 40U);
}

TEST_F(TrainingRun, BeginsInAFolderThatIsMadeAnew) {
  have_a_champion();
  std::filesystem::create_directories(job() / "out");
  folder_.put("job/out/stale", "from the last attempt");
  EXPECT_EQ(run(kHandBack).failure, "");
  EXPECT_FALSE(std::filesystem::exists(job() / "out/stale"));
}

/// Trains elsewhere: puts the champion into out/ as its own, and remembers whether it has been handed the job.
class Elsewhere : public RemoteTrainer {
 public:
  std::string name() const override { return "POST http://elsewhere"; }
  std::optional<engine::TrainingFacts> under_way(const Job& /*job*/, const std::filesystem::path& folder) const override {
    if (!std::filesystem::exists(folder / "ticket")) return std::nullopt;
    return engine::TrainingFacts{.trainer = {}, .ending = {}, .table_sha256 = "as it was", .rows = 39};
  }
  ProcessEnd train(const Job& /*job*/, const std::filesystem::path& folder, const engine::TrainingFacts& facts,
                   const std::atomic<bool>& /*cancelled*/) override {
    told = facts;
    if (fails) return {.cause = updaters::FailureCause::data, .reason = "one class only", .seconds = 60};
    std::filesystem::copy_file(folder / "base/model.json", folder / "out/model.json", std::filesystem::copy_options::overwrite_existing);
    EXPECT_TRUE(write_text(folder / "out/result.json", R"({"format": "driftd-linear", "file": "model.json"})"));
    return {.succeeded = true, .cause = updaters::FailureCause::none, .seconds = 60, .ending = "it came back"};
  }

  engine::TrainingFacts told;
  bool fails = false;
};

TEST_F(TrainingRun, HandsARemoteTrainerTheSameFolderAndTakesWhatItLeaves) {
  have_a_champion();
  Elsewhere elsewhere;
  order_.remote = &elsewhere;
  const auto outcome = run("exit 1");  // no program is started
  EXPECT_EQ(outcome.failure, "");
  EXPECT_EQ(outcome.facts.trainer, "POST http://elsewhere");
  EXPECT_EQ(outcome.facts.ending, "it came back");
  EXPECT_EQ(outcome.facts.rows, 40U);
  EXPECT_EQ(elsewhere.told.table_sha256, outcome.facts.table_sha256);
  EXPECT_EQ(outcome.seconds, 60);
  EXPECT_TRUE(std::filesystem::exists(job() / "train.csv"));
}

TEST_F(TrainingRun, GoesOnWithWhatARemoteTrainerIsAtAlready) {
  have_a_champion();
  Elsewhere elsewhere;
  order_.remote = &elsewhere;
  (void)run("true");
  folder_.put("job/ticket", "7");
  folder_.put("job/train.csv", "left as it is");
  const auto outcome = run("true");
  EXPECT_EQ(outcome.failure, "");
  EXPECT_EQ(outcome.facts.table_sha256, "as it was");
  EXPECT_EQ(outcome.facts.trainer, "POST http://elsewhere");
  EXPECT_EQ(folder_.get("job/train.csv"), "left as it is");
}

TEST_F(TrainingRun, FailsAsTheRemoteTrainerDoes) {
  have_a_champion();
  Elsewhere elsewhere;
  elsewhere.fails = true;
  order_.remote = &elsewhere;
  const auto outcome = run("true");
  EXPECT_EQ(outcome.failure, "one class only");
  EXPECT_EQ(outcome.cause, updaters::FailureCause::data);
  EXPECT_EQ(outcome.facts.ending, "one class only");
}

TEST_F(TrainingRun, AsksNoRemoteTrainerForWhatIsThereAlready) {
  have_a_champion();
  Elsewhere elsewhere;
  elsewhere.fails = true;
  order_.remote = &elsewhere;
  order_.start = folder_ / "champion/model.json";
  EXPECT_EQ(run("true").failure, "");
}

TEST_F(TrainingRun, FailsWhereTheTrainerLeavesNothing) {
  EXPECT_THAT(run("true").failure, HasSubstr("the trainer left no result"));
}

TEST_F(TrainingRun, FailsWhereTheTrainerLeavesRubbish) {
  EXPECT_THAT(run("echo rubbish > out/result.json").failure, HasSubstr("the trainer's result.json is not JSON"));
  EXPECT_THAT(run(R"(echo rubbish > out/model.json; echo '{"format": "driftd-linear", "file": "model.json"}' > out/result.json)").failure,
              HasSubstr("the trainer's artefact cannot be used"));
  EXPECT_THAT(run(R"(echo '{}' > out/model.json; echo '{"format": "driftd-linear", "file": "model.json"}' > out/result.json)").failure,
              HasSubstr("the trainer's artefact cannot be used"));
  EXPECT_THAT(
      run(R"(echo '{"w": 1e999}' > out/model.json; echo '{"format": "driftd-linear", "file": "model.json"}' > out/result.json)").failure,
      HasSubstr("the trainer's artefact cannot be used"));
}

TEST_F(TrainingRun, FailsWhereTheArtefactIsForAnotherTask) {
  have_a_champion({.task = Task::regression, .features = kSchema.features});
  EXPECT_EQ(run(kHandBack).failure,
            "the trainer's artefact cannot be used: model.json was made for another task or other features than the settings name");
}

TEST_F(TrainingRun, FailsWithTheTrainersOwnWords) {
  EXPECT_EQ(run("echo 'too few rows' >&2; exit 2").failure, "the trainer ended with exit code 2; its last line: too few rows");
}

TEST_F(TrainingRun, FailsWhereTheChampionIsGone) {
  order_.base = folder_ / "no-champion";
  EXPECT_THAT(run("true").failure, HasSubstr("cannot copy the champion's artefact"));
}

TEST_F(TrainingRun, TakesTheFirstChampionFromAFile) {
  have_a_champion();
  order_.start = folder_ / "champion/model.json";
  const auto outcome = run("exit 1");  // no trainer is asked
  EXPECT_EQ(outcome.failure, "");
  ASSERT_TRUE(read_challenger(job(), kSchema));
}

TEST_F(TrainingRun, TakesAnEarlierVersionWithAllThatTravelsWithIt) {
  have_a_champion();
  const auto version = folder_ / "champion";
  std::ofstream(version / "result.json") << R"({"format": "driftd", "file": "model.json", "notes": "as it was"})";
  std::ofstream(version / "model.joblib") << "a checkpoint";
  std::ofstream(version / "manifest.json") << "{}";
  order_.base.clear();
  order_.archived = version;
  const auto outcome = run("exit 1");  // no trainer is asked
  EXPECT_EQ(outcome.failure, "");
  EXPECT_EQ(outcome.result.notes, "as it was");
  EXPECT_TRUE(std::filesystem::exists(job() / "out/model.joblib")) << "what a later job goes on from";
  EXPECT_FALSE(std::filesystem::exists(job() / "out/manifest.json")) << "the registry writes a new one";
}

TEST_F(TrainingRun, FailsWhereTheFirstChampionIsNoFile) {
  order_.start = folder_ / "nowhere.json";
  EXPECT_THAT(run("true").failure, HasSubstr("cannot read"));
}

TEST_F(TrainingRun, IsWhatTheBuiltInTrainerDoesWithTheSameFolder) {
  (void)run("true");
  const auto done = run_job(job());
  ASSERT_TRUE(done) << done.error().message;
  const auto model = read_challenger(job(), kSchema);
  ASSERT_TRUE(model) << model.error();
  const std::string first = (*model)->write();
  ASSERT_TRUE(run_job(job()));
  EXPECT_EQ((*read_challenger(job(), kSchema))->write(), first);  // the same job, the same artefact
}

TEST_F(TrainingRun, LeavesOutFamiliesForWhichTheBudgetHasNoTime) {
  order_.job.learner = {{"kind", "auto"}};
  order_.job.budget.cpu = std::chrono::milliseconds(1);
  have_rows(200);
  (void)run("true");
  const auto done = run_job(job());
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_THAT(read_result(job())->notes, HasSubstr("; no time to try "));
}

TEST_F(TrainingRun, ContinuesTheChampionWhereOneIsNamed) {
  have_a_champion();
  order_.job.strategy = "incremental";
  (void)run("true");
  const auto done = run_job(job());
  ASSERT_TRUE(done) << done.error().message;
  std::filesystem::remove(job() / "base/model.json");
  EXPECT_FALSE(run_job(job()));
}

TEST_F(TrainingRun, StartsFromTheArtefactOfAnotherSchema) {
  have_a_champion({.task = Task::binary, .features = {{.name = "x"}, {.name = "w"}}});
  order_.job.strategy = "transfer";
  order_.job.transfer = updaters::TransferOrder{.from = {.model = "other", .version = 1}};
  (void)run("true");
  const auto done = run_job(job());
  ASSERT_TRUE(done) << done.error().message;
  const auto model = read_challenger(job(), kSchema);
  ASSERT_TRUE(model) << model.error();
  EXPECT_EQ(read_result(job())->notes, "version 1 of \"other\" carries over x; new: y; left behind: w");
}

TEST_F(TrainingRun, SaysWhyNothingCanBeCarriedOver) {
  order_.job.strategy = "transfer";
  order_.job.transfer = updaters::TransferOrder{.from = {.model = "other", .version = 1}};
  const auto refusal = [&] {
    (void)run("true");
    const auto done = run_job(job());
    return done ? "" : done.error().message;
  };
  have_a_champion({.task = Task::binary, .features = {{.name = "v"}, {.name = "w"}}});
  EXPECT_EQ(refusal(), "version 1 of \"other\" has no feature of the name and type of one here: nothing can be carried over");
  std::filesystem::rename(folder_ / "champion/model.json", folder_ / "champion/model.onnx");
  EXPECT_EQ(refusal(), "version 1 of \"other\" is of no family of driftd's own, and nothing of it can be carried over here");
  have_a_champion({.task = Task::regression, .features = kSchema.features});
  EXPECT_EQ(refusal(), "a model for binary tasks can take over the weights of a logistic model, and of no linear");
}

TEST_F(TrainingRun, ReadsAStartOnlyForItsOwnSchema) {
  have_a_champion();
  EXPECT_TRUE(read_start(folder_ / "champion/model.json", kSchema));
  const auto other = read_start(folder_ / "champion/model.json", {.task = Task::binary, .features = {{.name = "x"}}});
  ASSERT_FALSE(other);
  EXPECT_THAT(other.error().message, HasSubstr("was made for another task or other features"));
}

}  // namespace
}  // namespace driftd::training
