#include "updaters/adjustments.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "updaters/catalogue.h"
#include "updaters/models/automatic/automatic_learner.h"

namespace driftd::updaters {
namespace {

using config::Json;

constexpr double kLeastRate = 1e-12;

bool has_number(const Json& json, const char* key) {
  return json.is_object() && json.contains(key) && json[key].is_number();
}

/// The object that holds the learner's rate: its optimiser, or itself; null where there is none.
Json* holder_of_rate(Json& learner) {
  if (!learner.is_object()) return nullptr;
  if (learner.contains("optimizer") && has_number(learner["optimizer"], "rate")) return &learner["optimizer"];
  return has_number(learner, "rate") ? &learner : nullptr;
}

std::string kind_of(const Json& json) {
  return json.is_object() && json.contains("kind") && json["kind"].is_string() ? json["kind"].get<std::string>() : std::string();
}

/// One whose steps are of another nature: Adam's are sized by recent gradients, AdaGrad's by all of them.
std::string other_optimizer(const std::string& own) {
  return own == "adagrad" ? "adam" : "adagrad";
}

}  // namespace

Recourse recourse_of(const Json& learner) {
  Json copy = learner;
  Recourse recourse{.rate = holder_of_rate(copy) != nullptr};
  if (copy.is_object() && copy.contains("optimizer")) recourse.optimizer = other_optimizer(kind_of(copy["optimizer"]));
  if (kind_of(copy) == AutomaticLearner::kName) {
    const bool named = copy.contains("families") && copy["families"].is_array() && !copy["families"].empty();
    recourse.chooses_family = !named || copy["families"].size() > 1;
  }
  return recourse;
}

Json adjusted(Json learner, const Adjustments& adjustments) {
  if (!adjustments.optimizer.empty() && learner.contains("optimizer") && optimizers().find(adjustments.optimizer) != nullptr) {
    learner["optimizer"] = config::write_choice(optimizers().choose_default(adjustments.optimizer), "kind");
  }
  if (Json* holder = holder_of_rate(learner); holder != nullptr && adjustments.rate_factor != 1) {
    (*holder)["rate"] = std::max(kLeastRate, (*holder)["rate"].get<double>() * adjustments.rate_factor);
  }
  if (!adjustments.without.empty() && kind_of(learner) == AutomaticLearner::kName) learner["without"] = Json::array({adjustments.without});
  return learner;
}

std::string text_of(const Adjustments& adjustments) {
  std::vector<std::string> parts;
  if (adjustments.rate_factor != 1) parts.push_back(fmt::format("at 1/{:.4g} of the rate", 1 / adjustments.rate_factor));
  if (!adjustments.optimizer.empty()) parts.push_back("with " + adjustments.optimizer);
  if (adjustments.wider != 1) parts.push_back(fmt::format("on up to {:.4g} times the rows", adjustments.wider));
  if (!adjustments.without.empty()) parts.push_back("of another family than " + adjustments.without);
  return fmt::format("{}", fmt::join(parts, ", "));
}

void save(const Adjustments& adjustments, detectors::StateWriter& state) {
  state.put(adjustments.rate_factor);
  state.put(std::string_view(adjustments.optimizer));
  state.put(adjustments.wider);
  state.put(std::string_view(adjustments.without));
}

void load(Adjustments& adjustments, detectors::StateReader& state) {
  state.get(adjustments.rate_factor);
  state.get(adjustments.optimizer);
  state.get(adjustments.wider);
  state.get(adjustments.without);
  const auto positive = [](double value) { return std::isfinite(value) && value > 0; };
  if (!positive(adjustments.rate_factor) || !positive(adjustments.wider)) state.fail();
}

}  // namespace driftd::updaters
