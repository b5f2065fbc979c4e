#include "updaters/models/onnx/onnx_model.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "updaters/models/onnx/onnx_inputs.h"
#include "updaters/models/onnx/onnx_outputs.h"
#include "updaters/models/onnx/onnx_runtime.h"

namespace driftd::updaters {
namespace {

/// Rows at once, which bounds what a large request takes of memory.
constexpr std::size_t kMostAtOnce = 4096;

class OnnxModel final : public Model {
 public:
  OnnxModel(std::string file, config::ModelSchema schema, onnx::Session session, OnnxInputs inputs, OnnxOutputs outputs)
      : file_(std::move(file)),
        schema_(std::move(schema)),
        session_(std::move(session)),
        inputs_(std::move(inputs)),
        outputs_(std::move(outputs)) {}

  const config::ModelSchema& schema() const override { return schema_; }
  std::span<const ClassName> classes() const override { return outputs_.classes(); }
  std::string write() const override { return file_; }

  void predict(const RowsView& rows, Answers& answers) const override {
    answers.values.clear();
    answers.probabilities.clear();
    const std::size_t count = rows.values.size() / schema_.features.size();
    for (std::size_t from = 0; from < count; from += kMostAtOnce) predict(rows, from, std::min(kMostAtOnce, count - from), answers);
  }

 private:
  std::expected<void, std::string> try_predict(const RowsView& rows, std::size_t from, std::size_t count, Answers& answers) const {
    const auto tensors = inputs_.tensors(rows, from, count);
    if (!tensors) return std::unexpected(tensors.error());
    const auto given = session_.run(*tensors);
    if (!given) return std::unexpected(given.error());
    return outputs_.read(*given, count, answers);
  }

  /// A row that the model stumbles over must not take the others with it.
  void predict(const RowsView& rows, std::size_t from, std::size_t count, Answers& answers) const {
    if (try_predict(rows, from, count, answers)) return;
    for (std::size_t i = from; i < from + count; ++i) {
      if (count == 1 || !try_predict(rows, i, 1, answers)) outputs_.read_nothing(answers);
    }
  }

  std::string file_;
  config::ModelSchema schema_;
  onnx::Session session_;
  OnnxInputs inputs_;
  OnnxOutputs outputs_;
};

bool finite(const onnx::Value& value) {
  if (value.kind() != onnx::Kind::tensor) return true;
  const auto numbers = value.numbers();
  return !numbers || std::ranges::all_of(*numbers, [](double number) { return std::isfinite(number); });
}

/// Rows of zeros, and of the first category that the model knows: one that it does not know it may refuse.
std::vector<double> trial_rows(const config::Features& features, const OnnxNotes& notes, std::size_t count) {
  std::vector<double> rows;
  for (std::size_t i = 0; i < count; ++i) {
    for (const config::Feature& feature : features) {
      const auto known = notes.categories.find(feature.name);
      rows.push_back(known == notes.categories.end() || known->second.empty() ? 0.0 : config::category_code(known->second.front()));
    }
  }
  return rows;
}

}  // namespace

std::expected<ModelPointer, std::string> read_onnx(std::string file, const config::ModelSchema& schema, const OnnxNotes& notes) {
  if (file.size() > kLargestOnnx) return std::unexpected(fmt::format("it has {} bytes, at most {} are taken", file.size(), kLargestOnnx));
  auto session = onnx::Session::open(file);
  if (!session) return std::unexpected(std::move(session.error()));
  auto inputs = OnnxInputs::match(session->inputs(), schema.features, notes);
  if (!inputs) return std::unexpected(std::move(inputs.error()));
  constexpr std::size_t kTrial = 3;  // more than one, so that a fixed number of rows shows; no width that is likely
  const auto rows = trial_rows(schema.features, notes, kTrial);
  const auto tensors = inputs->tensors(RowsView(rows), 0, kTrial);
  if (!tensors) return std::unexpected("it does not take the features: an input " + tensors.error());
  const auto given = session->run(*tensors);
  if (!given) return std::unexpected("it fails on rows of zeros: " + given.error());
  auto outputs = OnnxOutputs::match(session->outputs(), *given, kTrial, schema.task, notes);
  if (!outputs) return std::unexpected(std::move(outputs.error()));
  if (!std::ranges::all_of(*given, finite)) return std::unexpected(std::string("it answers rows of zeros with values that are not finite"));
  Answers answers;
  if (auto read = outputs->read(*given, kTrial, answers); !read) return std::unexpected("it " + read.error());
  return std::make_shared<OnnxModel>(std::move(file), schema, std::move(*session), std::move(*inputs), std::move(*outputs));
}

}  // namespace driftd::updaters
