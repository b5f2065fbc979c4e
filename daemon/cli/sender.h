#pragma once

// A serving stack in small: for each row it asks the daemon for an answer (which the daemon keeps as a prediction), and brings the label
// when it is due. It works in step with the daemon: while an update is under way it waits, so that the same rows are answered by the same
// versions each time, and as in a replay.

#include <expected>
#include <string>

#include "daemon/api/http_client.h"
#include "daemon/engine/model_settings.h"
#include "daemon/replay/label_schedule.h"
#include "daemon/streams/labelled_csv.h"
#include "detectors/scores/score.h"

namespace driftd::cli {

class Sender {
 public:
  Sender(const std::string& url, engine::ModelSettings model, replay::LabelDelay delay);

  std::expected<void, std::string> row(const streams::LabelledRow& row);
  /// Labels that are still on their way.
  std::expected<void, std::string> finish();

  std::uint64_t rows() const { return rows_; }
  std::uint64_t answered() const { return scored_.count(); }
  std::uint64_t version() const { return version_; }
  /// Of the answers, by the file's labels.
  config::Json scores() const;

 private:
  std::expected<config::Json, std::string> post(const std::string& path, const config::Json& body);
  std::expected<void, std::string> tell(const streams::LabelledRow& row, const std::string& id);
  std::expected<void, std::string> ask(const streams::LabelledRow& row, const std::string& id);
  std::expected<void, std::string> label(const replay::DueLabel& due, config::Time now);
  std::expected<void, std::string> wait_for_update();
  config::Json value(const streams::LabelledRow& row, std::size_t feature) const;
  std::expected<void, std::string> score(const config::Json& answer, const streams::LabelledRow& row);

  api::HttpClient client_;
  engine::ModelSettings model_;
  std::string path_;
  replay::LabelSchedule labels_;
  config::Time now_;
  std::uint64_t rows_ = 0;
  std::uint64_t version_ = 0;
  detectors::ScoreSums scored_;
};

}  // namespace driftd::cli
