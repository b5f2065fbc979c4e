#include "daemon/telemetry/exposition.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <vector>

#include "tests/daemon/telemetry/statuses.h"

namespace driftd::telemetry {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string scrape() {
  return exposition(std::vector{busy_model("m"), busy_model("n.2")}, busy_process());
}

/// "series value" as a line of its own.
auto has_line(const std::string& line) {
  return HasSubstr("\n" + line + "\n");
}

TEST(Exposition, TellsWhatBecameOfEvents) {
  const std::string text = scrape();
  for (const char* line : {R"(driftd_events_total{model="m",kind="prediction",result="accepted"} 1000)",
                           R"(driftd_events_total{model="m",kind="prediction",result="duplicate"} 3)",
                           R"(driftd_events_total{model="m",kind="prediction",result="expired"} 40)",
                           R"(driftd_events_total{model="m",kind="prediction",result="rejected"} 0)",
                           R"(driftd_events_total{model="m",kind="label",result="accepted"} 800)",
                           R"(driftd_events_total{model="m",kind="label",result="duplicate"} 2)",
                           R"(driftd_events_total{model="m",kind="label",result="orphaned"} 5)",
                           R"(driftd_events_total{model="m",kind="label",result="rejected"} 11)",
                           R"(driftd_events_total{model="n.2",kind="label",result="rejected"} 0)",
                           R"(driftd_join_pending{model="m",kind="prediction"} 170)", R"(driftd_join_pending{model="m",kind="label"} 6)"}) {
    EXPECT_THAT(text, has_line(line));
  }
  EXPECT_THAT(text, Not(HasSubstr("unknown"))) << "a client must not be able to make series";
}

TEST(Exposition, TellsWhatChecksSay) {
  const std::string text = scrape();
  EXPECT_THAT(text, has_line(R"(driftd_signal_level{model="m",subject="price",detector="ks"} 3)"));
  EXPECT_THAT(text, has_line(R"(driftd_signal_statistic{model="m",subject="price",detector="ks"} 0.5)"));
  EXPECT_THAT(text, has_line(R"(driftd_signal_threshold{model="m",subject="price",detector="ks"} 0.01)"));
  EXPECT_THAT(text, has_line(R"(driftd_signal_p_value{model="m",subject="price",detector="ks"} 0.001)"));
  EXPECT_THAT(text, has_line(R"(driftd_signal_allowed_false_alarms{model="m",subject="price",detector="ks"} 0.25)"));
  EXPECT_THAT(text, has_line(R"(driftd_signal_level{model="m",subject="error",detector="adwin"} 1)"));
  EXPECT_THAT(text, Not(HasSubstr(R"(driftd_signal_threshold{model="m",subject="error")"))) << "adwin has none";
  EXPECT_THAT(text, has_line(R"(driftd_score{model="m",score="f1"} 0.75)"));
  EXPECT_THAT(text, has_line(R"(driftd_score_low{model="m",score="f1"} 0.5)"));
  EXPECT_THAT(text, has_line(R"(driftd_score_high{model="m",score="f1"} 0.875)"));
  EXPECT_THAT(text, has_line(R"(driftd_segment_score{model="m",segment="country=DE",score="f1"} 0.25)"));
  EXPECT_THAT(text, has_line(R"(driftd_segment_score_low{model="m",segment="country=DE",score="f1"} 0.125)"));
  EXPECT_THAT(text, has_line(R"(driftd_segment_score_high{model="m",segment="country=DE",score="f1"} 0.5)"));
  EXPECT_THAT(text, has_line(R"(driftd_segment_outcomes{model="m",segment="country=DE"} 50)"));
  EXPECT_THAT(text, Not(HasSubstr(R"(score="recall")"))) << "it has no value yet";
}

TEST(Exposition, LetsTheWorseOfTwoEqualChecksSpeak) {
  auto model = busy_model("m");
  model.signals.insert(model.signals.begin(), {.detector = "ks", .subject = "price", .signal = {.level = detectors::Level::stable}});
  const std::string text = exposition(std::vector{model}, busy_process());
  EXPECT_THAT(text, has_line(R"(driftd_signal_level{model="m",subject="price",detector="ks"} 3)"));
  EXPECT_THAT(text, Not(HasSubstr(R"(driftd_signal_level{model="m",subject="price",detector="ks"} 1)")));
}

TEST(Exposition, TellsHowUpdatesEnded) {
  const std::string text = scrape();
  EXPECT_THAT(text, has_line(R"(driftd_updates_total{model="m",strategy="retrain",outcome="promoted"} 2)"));
  EXPECT_THAT(text, has_line(R"(driftd_updates_total{model="m",strategy="incremental",outcome="rolled_back"} 1)"));
  EXPECT_THAT(text, Not(HasSubstr(R"(outcome="training")"))) << "a step on the way is no outcome";
  EXPECT_THAT(text, Not(HasSubstr(R"(outcome="judging")")));
  EXPECT_THAT(text, has_line(R"(driftd_update_seconds_bucket{model="m",phase="training",le="0.1"} 0)"));
  EXPECT_THAT(text, has_line(R"(driftd_update_seconds_bucket{model="m",phase="training",le="0.5"} 1)"));
  EXPECT_THAT(text, has_line(R"(driftd_model_version{model="m"} 4)"));
  EXPECT_THAT(text, has_line(R"(driftd_canary_share{model="m"} 0.25)"));
  EXPECT_THAT(text, has_line(R"(driftd_swaps_total{model="m"} 3)"));
  EXPECT_THAT(text, has_line(R"(driftd_rollbacks_total{model="m"} 1)"));
  EXPECT_THAT(text, has_line(R"(driftd_model_paused{model="m"} 1)"));
}

TEST(Exposition, TellsOfTheLadderTheBudgetsAndTheQuarantine) {
  const std::string text = scrape();
  EXPECT_THAT(text, has_line(R"(driftd_update_circuit_open{model="m"} 1)"));
  EXPECT_THAT(text, has_line(R"(driftd_training_cpu_seconds_total{model="m"} 99.5)"));
  EXPECT_THAT(text, has_line(R"(driftd_training_cpu_day_seconds{model="m"} 12.5)"));
  EXPECT_THAT(text, has_line(R"(driftd_training_cpu_day_limit_seconds{model="m"} 7200)"));
  EXPECT_THAT(text, has_line(R"(driftd_gate_alpha_left{model="m"} 0.0125)"));
  EXPECT_THAT(text, has_line(R"(driftd_quarantined_artefacts{model="m"} 1)"));
  auto calm = busy_model("m");
  calm.ladder.circuit.clear();
  EXPECT_THAT(exposition(std::vector{calm}, busy_process()), has_line(R"(driftd_update_circuit_open{model="m"} 0)"));
}

TEST(Exposition, CountsLabelDelaysByUpperBound) {
  const std::string text = scrape();
  EXPECT_THAT(text, has_line(R"(driftd_label_delay_seconds_bucket{model="m",le="1"} 2)"));
  EXPECT_THAT(text, has_line(R"(driftd_label_delay_seconds_bucket{model="m",le="10"} 2)"));
  EXPECT_THAT(text, has_line(R"(driftd_label_delay_seconds_bucket{model="m",le="604800"} 3)"));
  EXPECT_THAT(text, has_line(R"(driftd_label_delay_seconds_bucket{model="m",le="+Inf"} 4)"));
  EXPECT_THAT(text, has_line(R"(driftd_label_delay_seconds_count{model="m"} 4)"));
}

TEST(Exposition, TellsOfTheProcess) {
  const std::string text = scrape();
  for (const char* line : {R"(driftd_build_info{version="0.1.0"} 1)", "driftd_http_requests_total 21", "driftd_journal_bytes 67108864",
                           "driftd_journal_commit_failures_total 22", "driftd_history_write_failures_total 23", "driftd_queue_bytes 24",
                           "driftd_trainings_waiting 5", "driftd_trainings_running 2", "process_cpu_seconds_total 1.5",
                           "process_resident_memory_bytes 1000000", "process_open_fds 12", "process_start_time_seconds 1750000000"}) {
    EXPECT_THAT(text, has_line(line));
  }
}

TEST(Exposition, KeepsSilentAboutWhatTheKernelDoesNotTell) {
  ProcessStatus process = busy_process();
  process.kernel = {};
  const std::string text = exposition({}, process);
  EXPECT_THAT(text, Not(HasSubstr("process_")));
  EXPECT_THAT(text, Not(HasSubstr("NaN")));
  EXPECT_THAT(text, Not(HasSubstr("driftd_model"))) << "no family without a series";
}

TEST(Exposition, EscapesWhatOperatorsName) {
  auto model = busy_model("m");
  model.signals[0].subject = "a \"quoted\" \\ name\nof two lines";
  EXPECT_THAT(exposition(std::vector{model}, busy_process()), HasSubstr(R"(subject="a \"quoted\" \\ name\nof two lines")"));
}

/// What promtool says of a text: nothing, if all is well.
std::string complaints_of_promtool(const std::string& text) {
  std::string name = (std::filesystem::temp_directory_path() / "driftd_exposition_XXXXXX").string();
  const int descriptor = ::mkstemp(name.data());
  if (descriptor < 0) return "cannot make " + name;
  ::close(descriptor);
  std::ofstream(name) << text;
  std::string said;
  FILE* pipe = ::popen(("promtool check metrics < " + name + " 2>&1").c_str(), "r");
  for (int c = std::fgetc(pipe); c != EOF; c = std::fgetc(pipe)) said.push_back(static_cast<char>(c));
  if (const int status = ::pclose(pipe); status != 0) said += " (status " + std::to_string(status) + ")";
  std::filesystem::remove(name);
  return said;
}

TEST(Exposition, LeavesPromtoolSilent) {
  if (std::system("command -v promtool >/dev/null 2>&1") != 0) GTEST_SKIP() << "promtool is not installed (Debian: prometheus)";
  EXPECT_EQ(complaints_of_promtool(scrape()), "");
  EXPECT_EQ(complaints_of_promtool(exposition({}, ProcessStatus{.version = "0.1.0", .kernel = read_kernel_status()})), "");
  EXPECT_NE(complaints_of_promtool("# TYPE swaps counter\nswaps 1\n"), "") << "it would have complained";
}

}  // namespace
}  // namespace driftd::telemetry
