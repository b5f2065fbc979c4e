#include "updaters/models/factorization/factorization_machine.h"

#include <algorithm>
#include <utility>

#include "config/assertion.h"
#include "updaters/encoding/blocks.h"
#include "updaters/encoding/encoder_text.h"
#include "updaters/models/artefact_fields.h"
#include "updaters/models/linear/link.h"
#include "updaters/models/targets.h"
#include "updaters/models/weights/carried_weights.h"

namespace driftd::updaters {
namespace {

constexpr std::int64_t kFormatVersion = 1;
constexpr config::JsonLimits kLimits{.bytes = 256U << 20U, .depth = 8};

struct FactorizationText {
  std::string format{FactorizationMachine::kFormat};
  std::int64_t format_version = kFormatVersion;
  config::ModelSchema schema;
  EncoderText encoder;
  LabelScale label;
  LabelRange range;
  std::vector<std::int64_t> inputs;
  WeightsText weights;
  std::string optimizer;
};

config::Declaration<LabelRange> range_declaration() {
  const auto label = config::number({.min = -kLargestLabel, .max = kLargestLabel});
  return config::Declaration<LabelRange>("of the labels")
      .required("lowest", &LabelRange::lowest, label, "of the training rows")
      .required("highest", &LabelRange::highest, label, "of the training rows")
      .check([](const LabelRange& read, const std::string& path, config::Problems& problems) {
        if (read.lowest > read.highest) problems.push_back({path, "has a lowest above its highest"});
      });
}

config::Declaration<FactorizationText> fm_text_declaration() {
  constexpr auto kMostInputs = static_cast<std::int64_t>(kMostWeights);
  return config::Declaration<FactorizationText>("a factorisation machine")
      .required("format", &FactorizationText::format, config::text({}), "what this file is")
      .required("format_version", &FactorizationText::format_version, config::integer({.min = kFormatVersion, .max = kFormatVersion}),
                "of the format")
      .required("schema", &FactorizationText::schema, config::object(schema_declaration()), "what the model answers and from what")
      .required("encoder", &FactorizationText::encoder, config::object(encoder_declaration()), "preprocessing")
      .required("label", &FactorizationText::label, config::object(label_declaration()), "how labels are standardised")
      .required("range", &FactorizationText::range, config::object(range_declaration()), "that a number is answered in")
      .required("inputs", &FactorizationText::inputs, config::list(config::integer({.min = 0, .max = kMostInputs}), 0, kMostWeights),
                "the sparse ones that have rows")
      .required("weights", &FactorizationText::weights, config::object(weights_declaration()), "a row an input: its weight and its factors")
      .required("optimizer", &FactorizationText::optimizer, config::text({.max_length = 64}), "whose state the weights hold");
}

/// Calls take(input, value) for each input that a row has on.
template <class Take>
void for_each_on(const EncodedRows& rows, std::size_t row, Take take) {
  const auto numbers = rows.numbers_of(row);
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    if (numbers[i] != 0) take(i, numbers[i]);
  }
  if (rows.sparse.empty()) return;
  const auto on = rows.sparse.inputs_of(row);
  const auto values = rows.sparse.values_of(row);
  for (std::size_t i = 0; i < on.size(); ++i) take(on[i], values[i]);
}

using Row = Eigen::Array<double, 1, Eigen::Dynamic>;

/// sums <- sum of x_i (w_i, v_i); squares <- sum of x_i^2 v_i^2, its first number unused.
void sum_up(const EncodedRows& rows, std::size_t row, const Matrix& weights, Row& sums, Row& squares) {
  sums.setZero(weights.cols());
  squares.setZero(weights.cols());
  for_each_on(rows, row, [&](std::size_t input, double value) {
    const auto with = weights.row(static_cast<Eigen::Index>(input)).array();
    sums += value * with;
    squares += (value * with).square();
  });
}

std::expected<TrainedMatrix, std::string> read_rows(const FactorizationText& text, const Encoder& encoder) {
  if (std::string found = used_inputs_problem(text.inputs, encoder.numbers(), encoder.inputs()); !found.empty())
    return std::unexpected(found);
  const std::size_t rows = encoder.numbers() + text.inputs.size() + 1;
  if (text.weights.rows != static_cast<std::int64_t>(rows)) {
    return std::unexpected("/weights/rows: must be " + std::to_string(rows) + ", is " + std::to_string(text.weights.rows));
  }
  const auto columns = static_cast<std::size_t>(text.weights.columns);
  if (columns < 2 || columns > FactorizationMachine::kMostFactors + 1) {
    return std::unexpected("/weights/columns: must be from 2 to " + std::to_string(FactorizationMachine::kMostFactors + 1));
  }
  if ((encoder.inputs() + 1) * columns > kMostWeights) return std::unexpected("/encoder: has more inputs than a model may have");
  auto read = read_weights(text.weights);
  if (!read) return std::unexpected("/weights" + read.error());
  const std::vector<std::uint32_t> used(text.inputs.begin(), text.inputs.end());
  const Origins origins = origins_in_rows(restored(encoder, used), rows - 1, columns);
  return TrainedMatrix{.weights = carried(read->weights, origins, encoder.inputs() + 1),
                       .state = carried_state(read->state, read->size(), origins)};
}

}  // namespace

void score_factors(const EncodedRows& rows, const Matrix& weights, std::span<double> scores) {
  thread_local Row sums;
  thread_local Row squares;
  const Eigen::Index factors = weights.cols() - 1;
  for (std::size_t row = 0; row < rows.rows; ++row) {
    sum_up(rows, row, weights, sums, squares);
    scores[row] = weights(weights.rows() - 1, 0) + sums(0) + (sums.tail(factors).square() - squares.tail(factors)).sum() / 2;
  }
}

void differentiate_factors(const EncodedRows& rows, std::span<const double> residuals, const Matrix& weights, Matrix& gradient) {
  thread_local Row sums;
  thread_local Row squares;
  const Eigen::Index factors = weights.cols() - 1;
  gradient.setZero(weights.rows(), weights.cols());
  for (std::size_t row = 0; row < rows.rows; ++row) {
    sum_up(rows, row, weights, sums, squares);
    for_each_on(rows, row, [&](std::size_t input, double value) {
      const auto place = static_cast<Eigen::Index>(input);
      auto by = gradient.row(place).array();
      const double step = residuals[row] * value;
      by(0) += step;
      by.tail(factors) += step * (sums.tail(factors) - value * weights.row(place).array().tail(factors));
    });
    gradient(weights.rows() - 1, 0) += residuals[row];
  }
}

FactorizationMachine::FactorizationMachine(FactorizationParts parts) : parts_(std::move(parts)) {
  DRIFTD_ASSERT(parts_.schema.task != config::Task::multiclass);
  DRIFTD_ASSERT(parts_.weights.weights.rows() == static_cast<Eigen::Index>(parts_.encoder.inputs() + 1));
}

void FactorizationMachine::predict(const RowsView& rows, Answers& answers) const {
  DRIFTD_ASSERT(rows.values.size() % parts_.encoder.columns() == 0);
  const std::size_t n = rows.values.size() / parts_.encoder.columns();
  const bool number = parts_.schema.task == config::Task::regression;
  answers.values.resize(n);
  answers.probabilities.resize(number ? 0 : n);
  const std::span<double> means = number ? answers.values : answers.probabilities;
  for_each_block(parts_.encoder, rows, [&](std::size_t begin, const EncodedRows& encoded) {
    score_factors(encoded, parts_.weights.weights, means.subspan(begin, encoded.rows));
  });
  link_of(parts_.schema.task).apply(MatrixView(means.data(), static_cast<Eigen::Index>(n), 1));
  decide(parts_.schema.task, {}, parts_.label, answers);
  if (!number) return;
  for (double& value : answers.values) value = std::clamp(value, parts_.range.lowest, parts_.range.highest);
}

std::string FactorizationMachine::write() const {
  const TrainedMatrix& all = parts_.weights;
  const auto columns = static_cast<std::size_t>(all.weights.cols());
  const auto used = used_inputs(parts_.encoder, [&](std::uint32_t input) { return is_used_row(all.weights, all.state, input); });
  const Origins origins = origins_in_rows(cut_down(parts_.encoder, used), parts_.encoder.inputs(), columns);
  const TrainedMatrix cut{.weights = carried(all.weights, origins, parts_.encoder.numbers() + used.size() + 1),
                          .state = carried_state(all.state, all.size(), origins)};
  const FactorizationText text{.schema = parts_.schema,
                               .encoder = text_of(parts_.encoder.parts()),
                               .label = parts_.label,
                               .range = parts_.range,
                               .inputs = {used.begin(), used.end()},
                               .weights = text_of(cut),
                               .optimizer = parts_.optimizer};
  return fm_text_declaration().write(text).dump(-1, ' ', false, config::Json::error_handler_t::replace) + "\n";
}

std::expected<ModelPointer, std::string> FactorizationMachine::read(std::string_view text) {
  const auto json = config::parse_json(text, kLimits);
  if (!json) return std::unexpected(to_text(json.error()));
  FactorizationText read;
  config::Problems problems;
  fm_text_declaration().read(read, *json, "", problems);
  constexpr std::size_t kProblemsTold = 3;
  problems.resize(std::min(problems.size(), kProblemsTold));
  if (!problems.empty()) return std::unexpected(to_text(problems));
  if (read.format != kFormat) return std::unexpected("/format: must be \"" + std::string(kFormat) + "\", is \"" + read.format + "\"");
  if (read.schema.task == config::Task::multiclass)
    return std::unexpected("/schema/task: a factorisation machine does not answer multiclass");
  if (std::string found = encoder_problem(read.encoder, read.schema.features); !found.empty()) return std::unexpected(std::move(found));
  Encoder encoder(read.schema.features, parts_of(std::move(read.encoder)));
  auto weights = read_rows(read, encoder);
  if (!weights) return std::unexpected(std::move(weights.error()));
  return std::make_shared<FactorizationMachine>(FactorizationParts{.schema = std::move(read.schema),
                                                                   .encoder = std::move(encoder),
                                                                   .label = read.label,
                                                                   .range = read.range,
                                                                   .weights = std::move(*weights),
                                                                   .optimizer = std::move(read.optimizer)});
}

}  // namespace driftd::updaters
