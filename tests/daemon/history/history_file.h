#pragma once

// A history in a folder of its own, the records that tests write into it, and a second look at the file as an operator's sqlite3 has it.

#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "daemon/history/history.h"
#include "tests/scratch_folder.h"

namespace driftd::history {

class HistoryFile : public ::testing::Test {
 protected:
  const std::filesystem::path& folder() const { return folder_.path(); }
  std::filesystem::path file() const { return folder() / "history.db"; }
  Database operator_view() const { return Database::open(file(), Database::Access::write).value(); }

  static config::Time at(int hours) { return config::parse_time("2026-01-31T12:00:00Z").value() + std::chrono::hours(hours); }

  static engine::Action signal(std::uint64_t number, const std::string& model = "m") {
    return {.model = model,
            .body = engine::SignalRecord{.number = number,
                                         .row = number * 100,
                                         .time = at(static_cast<int>(number)),
                                         .detector = "ks",
                                         .subject = "price",
                                         .signal = {.level = detectors::Level::drift,
                                                    .statistic = 0.25,
                                                    .threshold = 0.01,
                                                    .p_value = 0.001,
                                                    .window = 1000,
                                                    .allowed = 0.25,
                                                    .earned = 0.002}}};
  }

  static engine::UpdateRecord update(std::uint64_t job, const std::string& outcome) {
    return {.job = job,
            .row = 1000,
            .time = at(1),
            .cause = "drift",
            .strategy = "retrain",
            .reason = "the reference is stale",
            .outcome = outcome,
            .rows = 500};
  }

  static engine::Action score(std::uint64_t row, const std::string& name, double value) {
    return {.model = "m",
            .body = engine::ScoreRecord{.row = row, .time = at(0), .version = 3, .score = name, .value = value, .outcomes = 900}};
  }

  static void write(History& history, const std::vector<engine::Action>& actions) {
    const auto written = history.write(actions);
    ASSERT_TRUE(written) << written.error();
  }

 private:
  tests::ScratchFolder folder_;
};

}  // namespace driftd::history
