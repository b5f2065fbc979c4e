#include "config/features.h"

#include <xxhash.h>

#include <set>

namespace driftd::config {

double category_code(std::string_view category) {
  constexpr std::uint64_t kExactInDouble = (1ULL << 52U) - 1;
  return static_cast<double>(XXH3_64bits(category.data(), category.size()) & kExactInDouble);
}

const Shape<Task>& task_shape() {
  static const Shape<Task> shape = one_of<Task>({{"binary", Task::binary}, {"multiclass", Task::multiclass}, {"regression", Task::regression}});
  return shape;
}

const Declaration<Feature>& feature_declaration() {
  static const auto declaration =
      Declaration<Feature>("one input of the model")
          .required("name", &Feature::name, text({.min_length = 1, .max_length = 128}), "the key under which its value arrives")
          .optional("type", &Feature::type, one_of<FeatureType>({{"numeric", FeatureType::numeric}, {"categorical", FeatureType::categorical}}),
                    "numeric: a number; categorical: a text");
  return declaration;
}

Shape<Features> features_shape() {
  constexpr std::size_t kMostFeatures = 4096;
  auto shape = list(object(feature_declaration()), 1, kMostFeatures);
  shape.read = [read = shape.read](Features& features, const Json& json, const std::string& path, Problems& problems) {
    read(features, json, path, problems);
    std::set<std::string_view> names;
    for (std::size_t i = 0; i < features.size(); ++i) {
      if (!features[i].name.empty() && !names.insert(features[i].name).second) {
        problems.push_back({step_into(step_into(path, i), "name"), "there is another feature \"" + features[i].name + "\"; names must differ"});
      }
    }
  };
  return shape;
}

std::string_view name_of(Task task) {
  switch (task) {
    case Task::binary: return "binary";
    case Task::multiclass: return "multiclass";
    case Task::regression: return "regression";
  }
  return "";
}

}  // namespace driftd::config
