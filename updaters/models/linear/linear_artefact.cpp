#include "updaters/models/linear/linear_artefact.h"

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

#include "updaters/encoding/encoder_text.h"
#include "updaters/models/artefact_fields.h"
#include "updaters/models/linear/linear.h"
#include "updaters/models/linear/logistic.h"
#include "updaters/models/linear/softmax.h"
#include "updaters/models/weights/carried_weights.h"
#include "updaters/optimizers/optimizer.h"

namespace driftd::updaters {
namespace {

constexpr std::string_view kFormat = "driftd-linear";
constexpr std::int64_t kFormatVersion = 2;
constexpr config::JsonLimits kLimits{.bytes = 256U << 20U, .depth = 8};
constexpr double kLargestState = std::numeric_limits<double>::max();

using Rows = std::vector<std::vector<double>>;

struct ArtefactText {
  std::string format{kFormat};
  std::int64_t format_version = kFormatVersion;
  std::string kind;
  config::ModelSchema schema;
  EncoderText encoder;
  std::vector<ClassName> classes;
  LabelScale label;
  std::vector<std::int64_t> inputs;
  Rows weights;
  std::string optimizer;
  std::vector<double> optimizer_state;
};

config::Shape<Rows> rows_of_numbers(double largest, std::size_t most_rows, std::size_t most_columns) {
  return config::list(config::list(config::number({.min = -largest, .max = largest}), 0, most_columns), 0, most_rows);
}

config::Declaration<ArtefactText> artefact_declaration() {
  return config::Declaration<ArtefactText>("a linear model")
      .required("format", &ArtefactText::format, config::text({}), "what this file is")
      .required("format_version", &ArtefactText::format_version, config::integer({}), "of the format")
      .required("kind", &ArtefactText::kind, config::text({}), "the family")
      .required("schema", &ArtefactText::schema, config::object(schema_declaration()), "what the model answers and from what")
      .required("encoder", &ArtefactText::encoder, config::object(encoder_declaration()), "preprocessing")
      .required("classes", &ArtefactText::classes, config::list(config::object(class_declaration()), 0, kMostClasses), "of the outputs")
      .required("label", &ArtefactText::label, config::object(label_declaration()), "how labels are standardised")
      .required("inputs", &ArtefactText::inputs, config::list(config::integer({.min = 0, .max = kMostWeights}), 0, kMostWeights),
                "the sparse ones that have weights")
      .required("weights", &ArtefactText::weights, rows_of_numbers(kLargestWeight, kMostClasses, kMostWeights),
                "one row an output, bias last")
      .required("optimizer", &ArtefactText::optimizer, config::text({.max_length = 64}), "whose state follows")
      .required("optimizer_state", &ArtefactText::optimizer_state,
                config::list(config::number({.min = -kLargestState, .max = kLargestState}), 1, kMostSlots * kMostWeights + 1),
                "slot by slot of the weights row by row, then the steps taken");
}

const Link* find_link(std::string_view family) {
  const std::array links{&linear_link(), &logistic_link(), &softmax_link()};
  const auto* const found = std::find_if(links.begin(), links.end(), [&](const Link* link) { return link->family() == family; });
  return found == links.end() ? nullptr : *found;
}

Rows rows_of(const Matrix& matrix) {
  Rows rows;
  for (Eigen::Index i = 0; i < matrix.rows(); ++i) rows.emplace_back(matrix.row(i).begin(), matrix.row(i).end());
  return rows;
}

Matrix matrix_of(const Rows& rows) {
  Matrix matrix(static_cast<Eigen::Index>(rows.size()), static_cast<Eigen::Index>(rows.front().size()));
  for (std::size_t i = 0; i < rows.size(); ++i) std::copy(rows[i].begin(), rows[i].end(), matrix.row(static_cast<Eigen::Index>(i)).begin());
  return matrix;
}

std::string header_problem(const ArtefactText& text) {
  if (text.format != kFormat) return "/format: must be \"" + std::string(kFormat) + "\", is \"" + text.format + "\"";
  const Link* link = find_link(text.kind);
  if (link == nullptr) return "/kind: there is no linear model \"" + text.kind + "\"";
  if (link->task() != text.schema.task)
    return "/schema/task: a " + text.kind + " model does not answer " + std::string(name_of(text.schema.task));
  return "";
}

std::string shape_problem(std::string_view name, const Rows& rows, std::size_t outputs, std::size_t inputs) {
  const auto wrong = [inputs](const std::vector<double>& row) { return row.size() != inputs + 1; };
  if (rows.size() == outputs && std::none_of(rows.begin(), rows.end(), wrong)) return "";
  return "/" + std::string(name) + ": must be " + std::to_string(outputs) + " rows of " + std::to_string(inputs + 1) + " numbers";
}

std::string state_problem(const std::vector<double>& state, std::size_t weights) {
  if ((state.size() - 1) % weights == 0 && (state.size() - 1) / weights <= kMostSlots) return "";
  return "/optimizer_state: must be one number more than at most " + std::to_string(kMostSlots) + " times the " + std::to_string(weights) +
         " weights, is " + std::to_string(state.size());
}

std::string first_problem(const ArtefactText& text) {
  if (std::string found = header_problem(text); !found.empty()) return found;
  if (std::string found = encoder_problem(text.encoder, text.schema.features); !found.empty()) return found;
  return classes_problem(text.schema.task, text.classes);
}

std::string weights_problem(const ArtefactText& text, const Encoder& encoder) {
  const std::size_t outputs = std::max<std::size_t>(text.classes.size(), 1);
  if (outputs * (encoder.inputs() + 1) > kMostWeights) return "/encoder: has more inputs than a model may have";
  if (std::string found = used_inputs_problem(text.inputs, encoder.numbers(), encoder.inputs()); !found.empty()) return found;
  const std::size_t inputs = encoder.numbers() + text.inputs.size();
  if (std::string found = shape_problem("weights", text.weights, outputs, inputs); !found.empty()) return found;
  return state_problem(text.optimizer_state, outputs * (inputs + 1));
}

/// Of a version that is not this one nothing else is looked at: its fields are others.
std::string version_problem(const config::Json& json) {
  if (!json.is_object() || json.value("format", "") != kFormat) return "";
  const auto found = json.find("format_version");
  if (found == json.end() || *found == kFormatVersion) return "";
  return "/format_version: is " + found->dump() + ", and this driftd reads " + std::to_string(kFormatVersion) + "; train the model anew";
}

}  // namespace

std::string write_linear(const LinearParts& parts) {
  const auto outputs = static_cast<std::size_t>(parts.weights.rows());
  const auto used =
      used_inputs(parts.encoder, [&](std::uint32_t input) { return is_used_column(parts.weights, parts.optimizer_state, input); });
  const Origins origins = origins_in_columns(cut_down(parts.encoder, used), parts.encoder.inputs(), outputs, outputs);
  const ArtefactText text{.kind = std::string(parts.link->family()),
                          .schema = parts.schema,
                          .encoder = text_of(parts.encoder.parts()),
                          .classes = parts.classes,
                          .label = parts.label,
                          .inputs = {used.begin(), used.end()},
                          .weights = rows_of(carried(parts.weights, origins, outputs)),
                          .optimizer = parts.optimizer,
                          .optimizer_state = carried_state(parts.optimizer_state, static_cast<std::size_t>(parts.weights.size()), origins)};
  return artefact_declaration().write(text).dump(-1, ' ', false, config::Json::error_handler_t::replace) + "\n";
}

std::expected<LinearParts, std::string> read_linear(std::string_view text) {
  const auto json = config::parse_json(text, kLimits);
  if (!json) return std::unexpected(to_text(json.error()));
  if (std::string problem = version_problem(*json); !problem.empty()) return std::unexpected(std::move(problem));
  ArtefactText read;
  config::Problems problems;
  artefact_declaration().read(read, *json, "", problems);
  constexpr std::size_t kProblemsTold = 3;
  problems.resize(std::min(problems.size(), kProblemsTold));
  if (!problems.empty()) return std::unexpected(to_text(problems));
  if (std::string problem = first_problem(read); !problem.empty()) return std::unexpected(std::move(problem));
  Encoder encoder(read.schema.features, parts_of(std::move(read.encoder)));
  if (std::string problem = weights_problem(read, encoder); !problem.empty()) return std::unexpected(std::move(problem));

  const std::vector<std::uint32_t> used(read.inputs.begin(), read.inputs.end());
  const Matrix weights = matrix_of(read.weights);
  const std::size_t outputs = read.weights.size();
  const Origins origins = origins_in_columns(restored(encoder, used), encoder.numbers() + used.size(), outputs, outputs);
  return LinearParts{.link = find_link(read.kind),
                     .schema = std::move(read.schema),
                     .encoder = std::move(encoder),
                     .classes = std::move(read.classes),
                     .label = read.label,
                     .weights = carried(weights, origins, outputs),
                     .optimizer = std::move(read.optimizer),
                     .optimizer_state = carried_state(read.optimizer_state, static_cast<std::size_t>(weights.size()), origins)};
}

}  // namespace driftd::updaters
