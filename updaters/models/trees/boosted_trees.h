#pragma once

// Boosted trees as a model: which columns they see, the trees, and what their answers mean.
//
// The artefact, format "driftd-trees" 1: one JSON object,
//   {"format": "driftd-trees", "format_version": 1, "schema": {"task", "features"}, "levels": [[code, ...], ...],
//    "classes": [{"code", "name"}, ...], "label": {"mean", "deviation"}, "trees": "base64 of XGBoost's UBJSON"}

#include <expected>
#include <string>
#include <string_view>

#include "updaters/models/model.h"
#include "updaters/models/targets.h"
#include "updaters/models/trees/booster.h"
#include "updaters/models/trees/tree_columns.h"

namespace driftd::updaters {

struct BoostedTreesParts {
  config::ModelSchema schema;
  TreeColumns columns;
  std::vector<ClassName> classes;  // multiclass: one an output; else empty
  LabelScale label;
  Booster booster;
};

class BoostedTrees final : public Model {
 public:
  static constexpr std::string_view kFormat = "driftd-trees";

  /// What is wrong with parts that do not fit each other, "" where nothing is.
  static std::string problem(const BoostedTreesParts& parts);
  explicit BoostedTrees(BoostedTreesParts parts);
  /// Nothing in the text is trusted; the error says what is wrong.
  static std::expected<ModelPointer, std::string> read(std::string_view text);

  const config::ModelSchema& schema() const override { return parts_.schema; }
  std::span<const ClassName> classes() const override { return parts_.classes; }
  void predict(const RowsView& rows, Answers& answers) const override;
  std::string write() const override;

  const BoostedTreesParts& parts() const { return parts_; }

 private:
  BoostedTreesParts parts_;
};

}  // namespace driftd::updaters
