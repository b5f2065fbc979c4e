#include "updaters/models/automatic/chosen_model.h"

#include <utility>

#include "config/assertion.h"
#include "config/declaration.h"

namespace driftd::updaters {
namespace {

constexpr std::int64_t kFormatVersion = 1;
constexpr std::size_t kLargest = 256U << 20U;

struct ArtefactText {
  std::string format{ChosenModel::kFormat};
  std::int64_t format_version = kFormatVersion;
  std::string family;
  std::string reason;
  std::string model;
};

config::Declaration<ArtefactText> artefact_declaration() {
  return config::Declaration<ArtefactText>("a model of a chosen family")
      .required("format", &ArtefactText::format, config::text({}), "what this file is")
      .required("format_version", &ArtefactText::format_version, config::integer({.min = kFormatVersion, .max = kFormatVersion}),
                "of the format")
      .required("family", &ArtefactText::family, config::text({.min_length = 1, .max_length = 64, .word = true}), "the one that was chosen")
      .required("reason", &ArtefactText::reason, config::text({.max_length = 4096}), "why it was")
      .required("model", &ArtefactText::model, config::text({.max_length = kLargest}), "the family's own artefact");
}

}  // namespace

ChosenModel::ChosenModel(Choice choice, ModelPointer model, std::vector<double> trial_errors)
    : choice_(std::move(choice)), model_(std::move(model)), trial_errors_(std::move(trial_errors)) {
  DRIFTD_ASSERT(model_ != nullptr);
}

std::expected<ModelPointer, std::string> ChosenModel::read(std::string_view text) {
  const auto json = config::parse_json(text, {.bytes = kLargest, .depth = 4});
  if (!json) return std::unexpected(to_text(json.error()));
  ArtefactText read;
  config::Problems problems;
  artefact_declaration().read(read, *json, "", problems);
  if (!problems.empty()) return std::unexpected(to_text(problems));
  auto model = read_model(read.model);
  if (!model) return std::unexpected("/model: " + model.error());
  if (dynamic_cast<const ChosenModel*>(model->get()) != nullptr) return std::unexpected("/model: is itself a model of a chosen family");
  return std::make_shared<ChosenModel>(Choice{.family = std::move(read.family), .reason = std::move(read.reason)}, std::move(*model));
}

std::string ChosenModel::write() const {
  const ArtefactText text{.family = choice_.family, .reason = choice_.reason, .model = model_->write()};
  return artefact_declaration().write(text).dump(-1, ' ', false, config::Json::error_handler_t::replace) + "\n";
}

std::string family_chosen(const Model& model) {
  const auto* chosen = dynamic_cast<const ChosenModel*>(&model);
  return chosen == nullptr ? std::string() : chosen->family();
}

}  // namespace driftd::updaters
