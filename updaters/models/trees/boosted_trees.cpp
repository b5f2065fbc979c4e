#include "updaters/models/trees/boosted_trees.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "config/assertion.h"
#include "config/base64.h"
#include "updaters/models/artefact_fields.h"

namespace driftd::updaters {
namespace {

constexpr std::int64_t kFormatVersion = 1;
constexpr config::JsonLimits kLimits{.bytes = 256U << 20U, .depth = 8};

struct ArtefactText {
  std::string format{BoostedTrees::kFormat};
  std::int64_t format_version = kFormatVersion;
  config::ModelSchema schema;
  std::vector<std::vector<double>> levels;
  std::vector<ClassName> classes;
  LabelScale label;
  std::string trees;
};

config::Declaration<ArtefactText> artefact_declaration() {
  const auto codes = config::list(config::number({.min = -kLargestCode, .max = kLargestCode}), 0, TreeColumns::kMostLevels);
  return config::Declaration<ArtefactText>("boosted trees")
      .required("format", &ArtefactText::format, config::text({}), "what this file is")
      .required("format_version", &ArtefactText::format_version, config::integer({.min = kFormatVersion, .max = kFormatVersion}),
                "of the format")
      .required("schema", &ArtefactText::schema, config::object(schema_declaration()), "what the model answers and from what")
      .required("levels", &ArtefactText::levels, config::list(codes, 0, config::kMostColumns), "codes, one list a categorical feature")
      .required("classes", &ArtefactText::classes, config::list(config::object(class_declaration()), 0, kMostClasses), "of the outputs")
      .required("label", &ArtefactText::label, config::object(label_declaration()), "how labels are standardised")
      .required("trees", &ArtefactText::trees, config::text({.max_length = kLimits.bytes}), "in XGBoost's UBJSON, as base64");
}

std::string levels_problem(const ArtefactText& text) {
  const auto categories = std::ranges::count(text.schema.features, config::FeatureType::categorical, &config::Feature::type);
  if (static_cast<std::ptrdiff_t>(text.levels.size()) != categories) return "/levels: must have one list for each categorical feature";
  const auto falls = [](const auto& codes) { return std::ranges::adjacent_find(codes, std::greater_equal<>()) != codes.end(); };
  return std::ranges::any_of(text.levels, falls) ? "/levels: codes must increase" : "";
}

/// Of many classes: the trees' own are floats, whose sum is 1 up to their rounding only.
void make_sum_to_one(std::span<double> probabilities, std::size_t classes) {
  if (classes == 0) return;
  for (std::size_t begin = 0; begin < probabilities.size(); begin += classes) {
    const auto row = probabilities.subspan(begin, classes);
    const double sum = std::accumulate(row.begin(), row.end(), 0.0);
    for (double& probability : row) probability /= sum;
  }
}

std::size_t outputs_of(const BoostedTreesParts& parts) {
  return std::max<std::size_t>(parts.classes.size(), 1);
}

}  // namespace

std::string BoostedTrees::problem(const BoostedTreesParts& parts) {
  if (parts.booster.columns() != parts.columns.columns()) {
    return "the trees see " + std::to_string(parts.booster.columns()) + " columns, the features give " +
           std::to_string(parts.columns.columns());
  }
  if (parts.booster.outputs() != outputs_of(parts)) {
    return "the trees give " + std::to_string(parts.booster.outputs()) + " answers a row, the task wants " +
           std::to_string(outputs_of(parts));
  }
  return "";
}

BoostedTrees::BoostedTrees(BoostedTreesParts parts) : parts_(std::move(parts)) {
  DRIFTD_ASSERT(problem(parts_).empty());
}

std::expected<ModelPointer, std::string> BoostedTrees::read(std::string_view text) {
  const auto json = config::parse_json(text, kLimits);
  if (!json) return std::unexpected(to_text(json.error()));
  ArtefactText read;
  config::Problems problems;
  artefact_declaration().read(read, *json, "", problems);
  constexpr std::size_t kProblemsTold = 3;
  problems.resize(std::min(problems.size(), kProblemsTold));
  if (!problems.empty()) return std::unexpected(to_text(problems));
  if (std::string found = levels_problem(read); !found.empty()) return std::unexpected(std::move(found));
  if (std::string found = classes_problem(read.schema.task, read.classes); !found.empty()) return std::unexpected(std::move(found));
  const auto bytes = config::from_base64(read.trees);
  if (!bytes) return std::unexpected("/trees: " + bytes.error());
  auto booster = Booster::load(*bytes);
  if (!booster) return std::unexpected("/trees: " + booster.error());
  TreeColumns columns(read.schema.features, std::move(read.levels));
  BoostedTreesParts parts{.schema = std::move(read.schema),
                          .columns = std::move(columns),
                          .classes = std::move(read.classes),
                          .label = read.label,
                          .booster = std::move(*booster)};
  if (std::string found = problem(parts); !found.empty()) return std::unexpected("/trees: " + found);
  return std::make_shared<BoostedTrees>(std::move(parts));
}

void BoostedTrees::predict(const RowsView& rows, Answers& answers) const {
  const std::size_t columns = parts_.columns.row_columns();
  DRIFTD_ASSERT(rows.values.size() % columns == 0);
  const std::size_t n = rows.values.size() / columns;
  thread_local std::vector<float> encoded;
  thread_local std::vector<float> raw;
  encoded.clear();
  parts_.columns.encode(rows.values, encoded);
  raw.resize(n * outputs_of(parts_));
  parts_.booster.predict(encoded, parts_.columns.columns(), raw);
  answers.values.resize(n);
  answers.probabilities.clear();
  if (parts_.schema.task == config::Task::regression) {
    std::ranges::copy(raw, answers.values.begin());
  } else {
    answers.probabilities.assign(raw.begin(), raw.end());
    make_sum_to_one(answers.probabilities, parts_.classes.size());
  }
  decide(parts_.schema.task, parts_.classes, parts_.label, answers);
}

std::string BoostedTrees::write() const {
  const ArtefactText text{.schema = parts_.schema,
                          .levels = parts_.columns.levels(),
                          .classes = parts_.classes,
                          .label = parts_.label,
                          .trees = config::to_base64(parts_.booster.save())};
  return artefact_declaration().write(text).dump(-1, ' ', false, config::Json::error_handler_t::replace) + "\n";
}

}  // namespace driftd::updaters
