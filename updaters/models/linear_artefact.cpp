#include "updaters/models/linear_artefact.h"

#include <algorithm>
#include <array>
#include <limits>
#include <set>
#include <utility>

#include "updaters/models/linear.h"
#include "updaters/models/logistic.h"
#include "updaters/models/softmax.h"
#include "updaters/optimizers/optimizer.h"

namespace driftd::updaters {
namespace {

constexpr std::string_view kFormat = "driftd-linear";
constexpr std::int64_t kFormatVersion = 2;
constexpr config::JsonLimits kLimits{.bytes = 256U << 20U, .depth = 8};
constexpr double kLargestState = std::numeric_limits<double>::max();
constexpr double kLargestCode = 9007199254740992.0;  // 2^53

using Rows = std::vector<std::vector<double>>;

struct EncoderText {
  std::vector<NumericScale> numbers;
  Rows levels;
};

struct ArtefactText {
  std::string format{kFormat};
  std::int64_t format_version = kFormatVersion;
  std::string kind;
  config::ModelSchema schema;
  EncoderText encoder;
  std::vector<ClassName> classes;
  LabelScale label;
  Rows weights;
  std::string optimizer;
  std::vector<double> optimizer_state;
};

config::Shape<Rows> rows_of_numbers(double largest, std::size_t most_rows, std::size_t most_columns) {
  return config::list(config::list(config::number({.min = -largest, .max = largest}), 0, most_columns), 0, most_rows);
}

config::Declaration<config::ModelSchema> schema_declaration() {
  return config::Declaration<config::ModelSchema>("what the model answers and from what")
      .required("task", &config::ModelSchema::task, config::task_shape(), "what is answered")
      .required("features", &config::ModelSchema::features, config::features_shape(), "the columns of a row");
}

config::Declaration<EncoderText> encoder_declaration() {
  constexpr std::size_t kMostFeatures = 4096;
  const auto scale =
      config::Declaration<NumericScale>("how a number is standardised")
          .required("mean", &NumericScale::mean, config::number({.min = -Encoder::kLargest, .max = Encoder::kLargest}),
                    "of the training rows")
          .required("deviation", &NumericScale::deviation, config::number({.min = 0, .max = 2 * Encoder::kLargest}), "of the training rows")
          .check([](const NumericScale& read, const std::string& path, config::Problems& problems) {
            if (read.deviation > 0 && read.deviation < 1 / Encoder::kLargest)
              problems.push_back({path, "has a deviation too small to divide by"});
          });
  return config::Declaration<EncoderText>("preprocessing")
      .required("numbers", &EncoderText::numbers, config::list(config::object(scale), 0, kMostFeatures), "one a numeric feature")
      .required("levels", &EncoderText::levels, rows_of_numbers(kLargestCode, kMostFeatures, Encoder::kMostLevels),
                "one a categorical feature");
}

config::Declaration<ClassName> class_declaration() {
  return config::Declaration<ClassName>("a class")
      .required("code", &ClassName::code, config::number({.min = -kLargestCode, .max = kLargestCode}), "its code")
      .required("name", &ClassName::name, config::text({}), "its name");
}

config::Declaration<LabelScale> label_declaration() {
  return config::Declaration<LabelScale>("how a label is standardised")
      .required("mean", &LabelScale::mean, config::number({.min = -kLargestLabel, .max = kLargestLabel}), "of the training rows")
      .required("deviation", &LabelScale::deviation, config::number({.max = 2 * kLargestLabel, .above = 0}), "of the training rows");
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
  if (text.format_version != kFormatVersion) {
    return "/format_version: is " + std::to_string(text.format_version) + ", and this driftd reads " + std::to_string(kFormatVersion);
  }
  const Link* link = find_link(text.kind);
  if (link == nullptr) return "/kind: there is no linear model \"" + text.kind + "\"";
  if (link->task() != text.schema.task)
    return "/schema/task: a " + text.kind + " model does not answer " + std::string(name_of(text.schema.task));
  return "";
}

std::string encoder_problem(const ArtefactText& text) {
  const auto& features = text.schema.features;
  const auto numbers = static_cast<std::size_t>(std::ranges::count_if(features, config::is_number, &config::Feature::type));
  const auto categories = static_cast<std::size_t>(std::ranges::count(features, config::FeatureType::categorical, &config::Feature::type));
  if (text.encoder.numbers.size() != numbers) return "/encoder/numbers: must have one entry for each numeric or boolean feature";
  if (text.encoder.levels.size() != categories) return "/encoder/levels: must have one list for each categorical feature";
  for (const auto& codes : text.encoder.levels) {
    if (std::adjacent_find(codes.begin(), codes.end(), std::greater_equal<>()) != codes.end())
      return "/encoder/levels: codes must increase";
  }
  return "";
}

std::string classes_problem(const ArtefactText& text) {
  if (text.schema.task != config::Task::multiclass)
    return text.classes.empty() ? "" : "/classes: must be empty, since the task is not multiclass";
  if (text.classes.size() < 2) return "/classes: must have at least two";
  std::set<double> codes;
  for (const ClassName& name : text.classes) {
    if (!codes.insert(name.code).second) return "/classes: two have the same code";
  }
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
  for (const auto& problem : {header_problem, encoder_problem, classes_problem}) {
    if (std::string found = problem(text); !found.empty()) return found;
  }
  std::size_t inputs = text.encoder.numbers.size();
  for (const auto& codes : text.encoder.levels) inputs += codes.size();
  const std::size_t outputs = std::max<std::size_t>(text.classes.size(), 1);
  if (std::string found = shape_problem("weights", text.weights, outputs, inputs); !found.empty()) return found;
  return state_problem(text.optimizer_state, outputs * (inputs + 1));
}

}  // namespace

std::string write_linear(const LinearParts& parts) {
  const ArtefactText text{.kind = std::string(parts.link->family()),
                          .schema = parts.schema,
                          .encoder = {.numbers = parts.encoder.scales(), .levels = parts.encoder.levels()},
                          .classes = parts.classes,
                          .label = parts.label,
                          .weights = rows_of(parts.weights),
                          .optimizer = parts.optimizer,
                          .optimizer_state = parts.optimizer_state};
  return artefact_declaration().write(text).dump(-1, ' ', false, config::Json::error_handler_t::replace) + "\n";
}

std::expected<LinearParts, std::string> read_linear(std::string_view text) {
  const auto json = config::parse_json(text, kLimits);
  if (!json) return std::unexpected(to_text(json.error()));
  ArtefactText read;
  config::Problems problems;
  artefact_declaration().read(read, *json, "", problems);
  constexpr std::size_t kProblemsTold = 3;
  problems.resize(std::min(problems.size(), kProblemsTold));
  if (!problems.empty()) return std::unexpected(to_text(problems));
  if (std::string problem = first_problem(read); !problem.empty()) return std::unexpected(std::move(problem));
  Encoder encoder(read.schema.features, std::move(read.encoder.numbers), std::move(read.encoder.levels));
  return LinearParts{.link = find_link(read.kind),
                     .schema = std::move(read.schema),
                     .encoder = std::move(encoder),
                     .classes = std::move(read.classes),
                     .label = read.label,
                     .weights = matrix_of(read.weights),
                     .optimizer = std::move(read.optimizer),
                     .optimizer_state = std::move(read.optimizer_state)};
}

}  // namespace driftd::updaters
