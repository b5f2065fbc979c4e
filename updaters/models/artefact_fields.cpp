#include "updaters/models/artefact_fields.h"

#include <set>

namespace driftd::updaters {

const config::Declaration<config::ModelSchema>& schema_declaration() {
  static const auto declaration =
      config::Declaration<config::ModelSchema>("what the model answers and from what")
          .required("task", &config::ModelSchema::task, config::task_shape(), "what is answered")
          .required("features", &config::ModelSchema::features, config::features_shape(), "the columns of a row");
  return declaration;
}

const config::Declaration<ClassName>& class_declaration() {
  static const auto declaration =
      config::Declaration<ClassName>("a class")
          .required("code", &ClassName::code, config::number({.min = -kLargestCode, .max = kLargestCode}), "its code")
          .required("name", &ClassName::name, config::text({}), "its name");
  return declaration;
}

const config::Declaration<LabelScale>& label_declaration() {
  static const auto declaration =
      config::Declaration<LabelScale>("how a label is standardised")
          .required("mean", &LabelScale::mean, config::number({.min = -kLargestLabel, .max = kLargestLabel}), "of the training rows")
          .required("deviation", &LabelScale::deviation, config::number({.max = 2 * kLargestLabel, .above = 0}), "of the training rows");
  return declaration;
}

std::string classes_problem(config::Task task, std::span<const ClassName> classes) {
  if (task != config::Task::multiclass) return classes.empty() ? "" : "/classes: must be empty, since the task is not multiclass";
  if (classes.size() < 2) return "/classes: must have at least two";
  std::set<double> codes;
  for (const ClassName& name : classes) {
    if (!codes.insert(name.code).second) return "/classes: two have the same code";
  }
  return "";
}

}  // namespace driftd::updaters
