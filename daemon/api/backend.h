#pragma once

// What the routes ask of the daemon. All answers come by a call back, on some thread, once; none of these calls blocks.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "config/json.h"
#include "daemon/engine/event.h"
#include "daemon/engine/status.h"

namespace driftd::api {

enum class EventKind : std::uint8_t { predictions, labels };

struct IngestReply {
  enum class Result : std::uint8_t { taken, unknown_model, unreadable, too_large, busy, failed };
  Result result = Result::taken;
  std::string message;  // why, where it was not taken
  std::uint64_t accepted = 0;
  std::uint64_t duplicate = 0;
  std::uint64_t early = 0;  // labels, among the accepted, that wait for their prediction
  std::uint64_t rejected = 0;
  std::uint64_t cut = 0;                                    // texts, among the accepted, that were too long and lost their end
  std::vector<std::pair<std::size_t, std::string>> errors;  // {line, error}
  std::optional<engine::ModelStatus> status;
};

struct InferReply {
  enum class Result : std::uint8_t { answered, unknown_model, no_version, malformed };
  Result result = Result::answered;
  std::string body;  // the response, or why not
};

struct CommandReply {
  enum class Result : std::uint8_t { accepted, unknown_model, refused, busy };
  Result result = Result::accepted;
  std::string message;
};

struct WhyReply {
  enum class Result : std::uint8_t { answered, unknown_version, unreadable };
  Result result = Result::answered;
  config::Json body;    // the chain, see GET /v1/models/{m}/why
  std::string message;  // why not
};

/// An orchestrator's word on a job, with the headers that say whose word it is.
struct JobResult {
  std::string timestamp;
  std::string signature;
  std::string body;
};

struct JobResultReply {
  enum class Result : std::uint8_t { taken, unknown_job, not_signed, malformed, failed };
  Result result = Result::taken;
  std::string message;  // why not
};

struct Readiness {
  bool ready = false;
  std::string reason;  // why not
};

/// A served model: its version and what it takes.
struct ModelMetadata {
  std::string name;
  std::uint64_t version = 0;
  config::Json inputs;
  config::Json outputs;
};

class Backend {
 public:
  virtual ~Backend() = default;

  virtual void ingest(EventKind kind, const std::string& model, std::string body, std::move_only_function<void(IngestReply)> done) = 0;
  virtual InferReply infer(const std::string& model, std::string_view body, std::optional<std::uint64_t> version) = 0;
  virtual std::optional<ModelMetadata> metadata(const std::string& model) = 0;
  /// Of one model, or of all where the name is empty; the served version may lag behind the engine's for a moment.
  virtual void status(const std::string& model, std::move_only_function<void(std::vector<engine::ModelStatus>)> done) = 0;
  virtual std::uint64_t served_version(const std::string& model) = 0;
  /// `what`: "signals", "updates" or "versions"; {"rows": [...], "next": cursor or null}, newest first.
  virtual std::expected<config::Json, std::string> history(const std::string& model, const std::string& what,
                                                           std::optional<std::uint64_t> before, std::size_t limit) = 0;
  /// How a version came about; without one, that in force.
  virtual WhyReply why(const std::string& model, std::optional<std::uint64_t> version) = 0;
  virtual bool knows(const std::string& model) = 0;
  virtual void command(const std::string& model, engine::Command::Kind kind, const std::string& text,
                       std::move_only_function<void(CommandReply)> done) = 0;
  virtual JobResultReply job_result(const std::string& model, std::uint64_t job, JobResult result) = 0;
  virtual void metrics(std::move_only_function<void(std::string)> done) = 0;
  virtual Readiness readiness() = 0;
  /// The configuration file is read again; the error says what is wrong with it, and nothing has changed then.
  virtual std::expected<void, std::string> reload() = 0;
};

}  // namespace driftd::api
