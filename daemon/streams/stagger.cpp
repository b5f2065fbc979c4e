#include "daemon/streams/stagger.h"

#include <array>

namespace driftd::streams {
namespace {

using Categories = std::array<std::string_view, 3>;

constexpr std::array<Categories, 3> kCategories{
    {{"small", "medium", "large"}, {"red", "blue", "green"}, {"square", "circular", "triangular"}}};
constexpr double kSmall = 0;
constexpr double kRed = 0;
constexpr double kGreen = 2;
constexpr double kCircular = 1;
constexpr std::size_t kConcepts = 3;

}  // namespace

config::Features Stagger::features() const {
  constexpr auto kCategorical = config::FeatureType::categorical;
  return {{.name = "size", .type = kCategorical}, {.name = "color", .type = kCategorical}, {.name = "shape", .type = kCategorical}};
}

std::span<const std::string_view> Stagger::categories(std::size_t feature) const {
  return kCategories[feature];
}

double Stagger::draw(std::size_t concept_number, Random& random, std::span<double> values) {
  for (double& value : values) value = static_cast<double>(random.below(kCategories[0].size()));
  return best_label(concept_number, values);
}

double Stagger::best_label(std::size_t concept_number, std::span<const double> values) const {
  const double size = values[0];
  const double color = values[1];
  const double shape = values[2];
  switch (concept_number % kConcepts) {
    case 0: return size == kSmall && color == kRed ? 1 : 0;
    case 1: return color == kGreen || shape == kCircular ? 1 : 0;
    default: return size != kSmall ? 1 : 0;
  }
}

}  // namespace driftd::streams
