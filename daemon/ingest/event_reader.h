#pragma once

// Events from JSON: one object, an array of them, or NDJSON, into a batch for the journal. Nothing that comes in is trusted: every line is
// checked against the model's schema; a bad one is refused by its number with its reason while the good ones count.

#include <cstddef>
#include <expected>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "config/features.h"
#include "daemon/engine/event_codec.h"
#include "daemon/engine/quality_settings.h"

namespace driftd::ingest {

struct LineError {
  std::size_t line = 0;  // counted from 1; in an array the element
  std::string error;
};

struct Reading {
  std::size_t read = 0;           // events that stand in the batch
  std::size_t rejected = 0;       // lines that were refused
  std::vector<LineError> errors;  // of the first kMostErrors of them
  std::size_t cut = 0;            // texts that were too long and lost their end; their events count
};

/// One thread uses one reader at a time; its buffers are kept between calls.
class EventReader {
 public:
  static constexpr std::size_t kMostErrors = 100;
  static constexpr std::size_t kLongestId = 256;
  static constexpr std::size_t kLongestCategory = 1024;
  static constexpr std::size_t kMostScores = 1024;

  EventReader(std::string_view model, config::ModelSchema schema, engine::WrongType wrong_type = engine::WrongType::refuse);
  ~EventReader();
  EventReader(EventReader&&) noexcept;
  EventReader& operator=(EventReader&&) noexcept;

  /// Reads a body into `batch`, which is begun anew. `received` stands in where an event has no time, and bounds how far ahead a client's
  /// clock may be (a day). The error: the body as a whole is no JSON of the three forms.
  std::expected<Reading, std::string> predictions(std::string body, engine::Time received, engine::BatchWriter& batch);
  std::expected<Reading, std::string> labels(std::string body, engine::Time received, engine::BatchWriter& batch);

 private:
  class Parser;
  std::unique_ptr<Parser> parser_;
};

}  // namespace driftd::ingest
