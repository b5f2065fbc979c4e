#include "daemon/streams/led.h"

#include <array>
#include <string_view>

#include "config/assertion.h"

namespace driftd::streams {
namespace {

constexpr std::size_t kSegments = 7;
constexpr std::size_t kIdle = 17;  // a prime, so that the idle places of a concept's first segment run through them all
constexpr std::size_t kDigits = 10;

/// Which segments each digit lights: top, upper left, upper right, middle, lower left, lower right, bottom.
constexpr std::array<std::string_view, kDigits> kLit{"1110111", "0010010", "1011101", "1011011", "0111010",
                                                     "1101011", "1101111", "1010010", "1111111", "1111011"};

double lit(std::size_t digit, std::size_t segment) {
  return kLit[digit][segment] == '1' ? 1 : 0;
}

}  // namespace

const config::Declaration<LedParameters>& led_declaration() {
  static const auto declaration = config::Declaration<LedParameters>("a display of seven segments among idle ones")
                                      .optional("swapped", &LedParameters::swapped, config::integer({.min = 1, .max = kSegments}),
                                                "how many segments change places with idle ones in a drift")
                                      .optional("inverted", &LedParameters::inverted, config::number({.min = 0, .below = 0.5}),
                                                "the share of segments that show the wrong state");
  return declaration;
}

Led::Led(const LedParameters& parameters) : parameters_(parameters) {
  DRIFTD_ASSERT(parameters.swapped >= 1 && parameters.swapped <= static_cast<std::int64_t>(kSegments));
}

config::Features Led::features() const {
  config::Features features(kSegments + kIdle);
  for (std::size_t i = 0; i < features.size(); ++i) features[i].name = "s" + std::to_string(i + 1);
  return features;
}

std::size_t Led::place_of(std::size_t segment, std::size_t concept_number) const {
  const std::size_t shift = concept_number % (kIdle + 1);
  const auto swapped = static_cast<std::size_t>(parameters_.swapped);
  if (shift == 0 || segment >= swapped) return segment;
  return kSegments + ((shift - 1) * swapped + segment) % kIdle;
}

double Led::draw(std::size_t concept_number, Random& random, std::span<double> values) {
  DRIFTD_ASSERT(values.size() == kSegments + kIdle);
  const std::size_t digit = random.below(kDigits);
  for (double& value : values) value = random.coin(0.5) ? 1 : 0;
  for (std::size_t segment = 0; segment < kSegments; ++segment) {
    const double shown = lit(digit, segment);
    values[place_of(segment, concept_number)] = random.coin(parameters_.inverted) ? 1 - shown : shown;
  }
  return static_cast<double>(digit);
}

double Led::best_label(std::size_t concept_number, std::span<const double> values) const {
  std::size_t best = 0;
  std::size_t fewest = kSegments + 1;
  for (std::size_t digit = 0; digit < kDigits; ++digit) {
    std::size_t wrong = 0;
    for (std::size_t segment = 0; segment < kSegments; ++segment) {
      wrong += values[place_of(segment, concept_number)] == lit(digit, segment) ? 0U : 1U;
    }
    if (wrong < fewest) {
      fewest = wrong;
      best = digit;
    }
  }
  return static_cast<double>(best);
}

}  // namespace driftd::streams
