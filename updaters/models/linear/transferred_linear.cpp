#include "updaters/models/linear/transferred_linear.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "updaters/models/sample.h"
#include "updaters/models/targets.h"
#include "updaters/models/transferred_model.h"

namespace driftd::updaters {
namespace {

/// Of each output the source's of the same class.
std::vector<std::uint32_t> outputs_in(std::span<const ClassName> source, std::span<const ClassName> classes) {
  if (classes.empty()) return {0};
  std::vector<std::uint32_t> outputs;
  for (const ClassName& name : classes) {
    const auto found = std::ranges::find(source, name.code, &ClassName::code);
    outputs.push_back(found == source.end() ? Encoder::kNowhere : static_cast<std::uint32_t>(found - source.begin()));
  }
  return outputs;
}

}  // namespace

std::expected<TransferredLinear, std::string> transfer_linear(const Model& source, const Link& link, const config::ModelSchema& schema,
                                                              const Dataset& rows, const EncoderSettings& settings) {
  const auto* linear = dynamic_cast<const GeneralizedLinear*>(&own_model(source));
  if (linear == nullptr || linear->parts().link != &link) {
    const std::string family = family_of(source);
    return std::unexpected(fmt::format("a model for {} tasks can take over the weights of a {} model, and of no {}", name_of(schema.task),
                                       link.family(), family.empty() ? "other" : family));
  }
  const LinearParts& old = linear->parts();
  if (old.schema != schema && has_one_class(schema.task, rows)) {
    return std::unexpected(fmt::format("all {} rows have the same class; wait for a row of another", rows.size()));
  }
  Encoder encoder = Encoder::learn(schema.features, rows, settings, &old.encoder);
  std::vector<ClassName> classes;
  if (schema.task == config::Task::multiclass) {
    if (old.schema == schema) classes = old.classes;
    join_classes(classes, rows.classes);
  }
  if (std::string problem = linear_size_problem(encoder, classes.size()); !problem.empty()) return std::unexpected(std::move(problem));
  const auto outputs = outputs_in(old.classes, classes);
  Origins origins = origins_in_columns(encoder.places_in(old.encoder), old.encoder.inputs(), outputs);
  LinearParts parts{.link = &link,
                    .schema = schema,
                    .encoder = std::move(encoder),
                    .classes = std::move(classes),
                    .label = carried_scale(old.label, learn_label_scale(schema.task, rows.labels)),
                    .weights = carried(old.weights, origins, outputs.size()),
                    .optimizer = {},
                    .optimizer_state = {}};
  return TransferredLinear{.parts = std::move(parts), .origins = std::move(origins)};
}

}  // namespace driftd::updaters
