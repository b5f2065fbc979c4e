#include "updaters/models/mlp/mlp.h"

#include <algorithm>
#include <utility>

#include "config/assertion.h"
#include "updaters/encoding/blocks.h"
#include "updaters/encoding/encoder_text.h"
#include "updaters/models/artefact_fields.h"
#include "updaters/models/linear/linear.h"
#include "updaters/models/linear/logistic.h"
#include "updaters/models/linear/softmax.h"
#include "updaters/models/targets.h"
#include "updaters/models/weights/carried_weights.h"

namespace driftd::updaters {
namespace {

constexpr std::int64_t kFormatVersion = 1;
constexpr config::JsonLimits kLimits{.bytes = 256U << 20U, .depth = 8};

struct MlpText {
  std::string format{MultiLayerPerceptron::kFormat};
  std::int64_t format_version = kFormatVersion;
  config::ModelSchema schema;
  EncoderText encoder;
  std::vector<ClassName> classes;
  LabelScale label;
  std::vector<std::int64_t> inputs;
  std::vector<WeightsText> layers;
  std::string optimizer;
};

config::Declaration<MlpText> mlp_text_declaration() {
  constexpr auto kMostInputs = static_cast<std::int64_t>(kMostWeights);
  return config::Declaration<MlpText>("a multi-layer perceptron")
      .required("format", &MlpText::format, config::text({}), "what this file is")
      .required("format_version", &MlpText::format_version, config::integer({.min = kFormatVersion, .max = kFormatVersion}),
                "of the format")
      .required("schema", &MlpText::schema, config::object(schema_declaration()), "what the model answers and from what")
      .required("encoder", &MlpText::encoder, config::object(encoder_declaration()), "preprocessing")
      .required("classes", &MlpText::classes, config::list(config::object(class_declaration()), 0, kMostClasses), "of the outputs")
      .required("label", &MlpText::label, config::object(label_declaration()), "how labels are standardised")
      .required("inputs", &MlpText::inputs, config::list(config::integer({.min = 0, .max = kMostInputs}), 0, kMostWeights),
                "the sparse ones that have rows in the first layer")
      .required("layers", &MlpText::layers,
                config::list(config::object(weights_declaration()), 1, MultiLayerPerceptron::kMostHiddenLayers + 1),
                "from the inputs to the outputs")
      .required("optimizer", &MlpText::optimizer, config::text({.max_length = 64}), "whose states the layers hold");
}

std::size_t outputs_of(std::size_t classes) {
  return std::max<std::size_t>(classes, 1);
}

/// The first layer with rows for every input.
TrainedMatrix whole(const TrainedMatrix& cut, const Encoder& encoder, std::span<const std::uint32_t> used) {
  const auto columns = static_cast<std::size_t>(cut.weights.cols());
  const Origins origins = origins_in_rows(restored(encoder, used), encoder.numbers() + used.size(), columns);
  return {.weights = carried(cut.weights, origins, encoder.inputs() + 1), .state = carried_state(cut.state, cut.size(), origins)};
}

std::expected<std::vector<TrainedMatrix>, std::string> read_layers(const MlpText& text, const Encoder& encoder) {
  if (std::string found = used_inputs_problem(text.inputs, encoder.numbers(), encoder.inputs()); !found.empty())
    return std::unexpected(found);
  if ((encoder.inputs() + 1) * static_cast<std::size_t>(text.layers.front().columns) > kMostWeights) {
    return std::unexpected("/encoder: has more inputs than a model may have");
  }
  std::vector<TrainedMatrix> layers;
  auto inputs = static_cast<std::int64_t>(encoder.numbers() + text.inputs.size());
  for (std::size_t l = 0; l < text.layers.size(); ++l) {
    const std::string path = "/layers/" + std::to_string(l);
    if (text.layers[l].rows != inputs + 1) {
      return std::unexpected(path + "/rows: must be " + std::to_string(inputs + 1) + ", is " + std::to_string(text.layers[l].rows));
    }
    auto read = read_weights(text.layers[l]);
    if (!read) return std::unexpected(path + read.error());
    layers.push_back(std::move(*read));
    inputs = text.layers[l].columns;
  }
  const auto outputs = static_cast<std::int64_t>(outputs_of(text.classes.size()));
  if (inputs != outputs)
    return std::unexpected("/layers: the last must have " + std::to_string(outputs) + " columns, has " + std::to_string(inputs));
  const std::vector<std::uint32_t> used(text.inputs.begin(), text.inputs.end());
  layers.front() = whole(layers.front(), encoder, used);
  return layers;
}

}  // namespace

MultiLayerPerceptron::MultiLayerPerceptron(MlpParts parts) : parts_(std::move(parts)) {
  DRIFTD_ASSERT(parts_.layers.front().weights.rows() == static_cast<Eigen::Index>(parts_.encoder.inputs() + 1));
  DRIFTD_ASSERT(parts_.layers.back().weights.cols() == static_cast<Eigen::Index>(outputs_of(parts_.classes.size())));
  for (const TrainedMatrix& layer : parts_.layers) layers_.push_back(&layer.weights);
}

void MultiLayerPerceptron::predict(const RowsView& rows, Answers& answers) const {
  DRIFTD_ASSERT(rows.values.size() % parts_.encoder.columns() == 0);
  const std::size_t n = rows.values.size() / parts_.encoder.columns();
  const std::size_t outputs = outputs_of(parts_.classes.size());
  const bool number = parts_.schema.task == config::Task::regression;
  answers.values.resize(n);
  answers.probabilities.resize(number ? 0 : n * outputs);
  double* means = number ? answers.values.data() : answers.probabilities.data();
  for_each_block(parts_.encoder, rows, [&](std::size_t begin, const EncodedRows& encoded) {
    const MatrixView block(means + begin * outputs, static_cast<Eigen::Index>(encoded.rows), static_cast<Eigen::Index>(outputs));
    propagate(encoded, layers_, block);
    link_of(parts_.schema.task).apply(block);
  });
  decide(parts_.schema.task, parts_.classes, parts_.label, answers);
}

std::string MultiLayerPerceptron::write() const {
  const TrainedMatrix& first = parts_.layers.front();
  const auto columns = static_cast<std::size_t>(first.weights.cols());
  const auto used = used_inputs(parts_.encoder, [&](std::uint32_t input) { return is_used_row(first.weights, first.state, input); });
  const Origins origins = origins_in_rows(cut_down(parts_.encoder, used), parts_.encoder.inputs(), columns);
  const TrainedMatrix cut{.weights = carried(first.weights, origins, parts_.encoder.numbers() + used.size() + 1),
                          .state = carried_state(first.state, first.size(), origins)};
  MlpText text{.schema = parts_.schema,
               .encoder = text_of(parts_.encoder.parts()),
               .classes = parts_.classes,
               .label = parts_.label,
               .inputs = {used.begin(), used.end()},
               .layers = {text_of(cut)},
               .optimizer = parts_.optimizer};
  for (std::size_t l = 1; l < parts_.layers.size(); ++l) text.layers.push_back(text_of(parts_.layers[l]));
  return mlp_text_declaration().write(text).dump(-1, ' ', false, config::Json::error_handler_t::replace) + "\n";
}

std::expected<ModelPointer, std::string> MultiLayerPerceptron::read(std::string_view text) {
  const auto json = config::parse_json(text, kLimits);
  if (!json) return std::unexpected(to_text(json.error()));
  MlpText read;
  config::Problems problems;
  mlp_text_declaration().read(read, *json, "", problems);
  constexpr std::size_t kProblemsTold = 3;
  problems.resize(std::min(problems.size(), kProblemsTold));
  if (!problems.empty()) return std::unexpected(to_text(problems));
  if (read.format != kFormat) return std::unexpected("/format: must be \"" + std::string(kFormat) + "\", is \"" + read.format + "\"");
  if (std::string found = encoder_problem(read.encoder, read.schema.features); !found.empty()) return std::unexpected(std::move(found));
  if (std::string found = classes_problem(read.schema.task, read.classes); !found.empty()) return std::unexpected(std::move(found));
  Encoder encoder(read.schema.features, parts_of(std::move(read.encoder)));
  auto layers = read_layers(read, encoder);
  if (!layers) return std::unexpected(std::move(layers.error()));
  return std::make_shared<MultiLayerPerceptron>(MlpParts{.schema = std::move(read.schema),
                                                         .encoder = std::move(encoder),
                                                         .classes = std::move(read.classes),
                                                         .label = read.label,
                                                         .layers = std::move(*layers),
                                                         .optimizer = std::move(read.optimizer)});
}

}  // namespace driftd::updaters
