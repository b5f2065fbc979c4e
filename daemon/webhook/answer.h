#pragma once

// What an orchestrator says of a job, in whichever way it says it: as the answer to the POST, to a look at the status, or by a call back.
//
//   {"status": "running"}                                             or "queued"; to come back later
//   {"status": "succeeded"}                                           out/ of the job's folder holds what a trainer leaves
//   {"status": "succeeded", "result": {...}, "files": [{"name", "url", "sha256"}]}
//                                                                     driftd fetches the files into out/ and writes result.json itself
//   {"status": "failed", "cause": "data", "error": "one class only"}  the cause in the words of the failure ladder
//
// with "key", the job's, where somebody signs it; and "status_url" in the first answer, or a Location. Other keys are its own affair.

#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/json.h"
#include "updaters/failure.h"

namespace driftd::webhook {

/// A file of the artefact that is to be fetched.
struct RemoteFile {
  std::string name;  // in out/
  std::string url;   // at the orchestrator
  std::string sha256;
};

struct Answer {
  enum class Status : std::uint8_t { running, succeeded, failed };

  std::optional<Status> status;
  std::string key;
  std::string status_url;
  updaters::FailureCause cause = updaters::FailureCause::infrastructure;
  std::string error;
  config::Json result;  // of result.json; null: the orchestrator wrote it
  std::vector<RemoteFile> files;

  bool is_final() const { return status && *status != Status::running; }
};

/// The error says what is wrong with it.
std::expected<Answer, std::string> read_answer(std::string_view body);

}  // namespace driftd::webhook
