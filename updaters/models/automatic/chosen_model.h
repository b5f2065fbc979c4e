#pragma once

// A model whose family was chosen by the data, with the reason inside its artefact, format "driftd-chosen" 1:
//   {"format": "driftd-chosen", "format_version": 1, "family": "xgboost", "reason": "...", "model": "the family's own artefact"}

#include <expected>
#include <string>
#include <string_view>

#include "updaters/models/model.h"

namespace driftd::updaters {

struct Choice {
  std::string family;
  std::string reason;  // in plain words, for an operator
};

class ChosenModel final : public Model {
 public:
  static constexpr std::string_view kFormat = "driftd-chosen";

  ChosenModel(Choice choice, ModelPointer model, std::vector<double> trial_errors = {});
  /// Nothing in the text is trusted; the error says what is wrong.
  static std::expected<ModelPointer, std::string> read(std::string_view text);

  const config::ModelSchema& schema() const override { return model_->schema(); }
  std::span<const ClassName> classes() const override { return model_->classes(); }
  void predict(const RowsView& rows, Answers& answers) const override { model_->predict(rows, answers); }
  std::string write() const override;
  std::string notes() const override { return choice_.reason; }
  std::span<const double> trial_errors() const override { return trial_errors_; }

  const std::string& family() const { return choice_.family; }
  const Model& model() const { return *model_; }

 private:
  Choice choice_;
  ModelPointer model_;
  std::vector<double> trial_errors_;
};

/// The family that was chosen for a model; "" where none was.
std::string family_chosen(const Model& model);

}  // namespace driftd::updaters
