#pragma once

// The Open Inference Protocol (v2) over one model: a request's tensors become rows, the answers become tensors.
//
// Inputs are either one tensor a feature, named as it is, of shape [n] or [n, 1] (FP32, FP64, INT*, UINT*, BOOL for numbers, BYTES for
// categories), or one tensor "features" of shape [n, k] in the configured order where all are numbers. Outputs: "prediction" [n] (FP64;
// INT64 for a binary model; BYTES for many classes) and "probabilities" [n, classes] where the task has classes. While a challenger answers
// a share of the requests the response says who answered this one: "parameters": {"answered_by": "champion"} or "canary". One request is
// answered by one model, whatever the number of its rows: its "id" decides, else the first of its "ids". With "parameters": {"log": true}
// the rows are to be kept as predictions, under the request's id (one row) or "ids" (n of them).

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "config/json.h"
#include "daemon/engine/event_codec.h"
#include "daemon/serving/slot.h"

namespace driftd::serving {

/// A request, read and checked against the schema.
struct InferenceRequest {
  std::string id;
  std::size_t rows = 0;
  std::vector<double> values;           // rows x features
  std::vector<std::string> categories;  // a row each, see engine::CategoryTexts
  std::vector<std::string> texts;       // rows x features that are texts
  bool log = false;
  std::vector<std::string> ids;  // of the rows, when they are to be kept
  engine::Time time;             // of the predictions

  /// By which it is decided who answers; "" where it has none.
  std::string_view deciding_id() const { return !id.empty() || ids.empty() ? std::string_view(id) : ids.front(); }
};

/// Who answered, where more than one might have.
enum class Role : std::uint8_t { only, champion, canary };

constexpr std::size_t kMostRowsInARequest = 100'000;

/// The error says what is wrong with the request.
std::expected<InferenceRequest, std::string> read_inference(std::string_view body, const config::ModelSchema& schema,
                                                            engine::Time received);

/// The response's text, from one version alone.
std::string answer_inference(const InferenceRequest& request, std::string_view model, const ServedModel& served,
                             const updaters::Answers& answers, Role role = Role::only);

/// The same rows and answers as a batch for the journal.
void log_inference(const InferenceRequest& request, std::string_view model, const ServedModel& served, const updaters::Answers& answers,
                   engine::Time received, engine::BatchWriter& batch);

}  // namespace driftd::serving
