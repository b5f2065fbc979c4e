#include "updaters/encoding/encoder_text.h"

#include <algorithm>
#include <utility>

namespace driftd::updaters {
namespace {

constexpr double kLargestCode = 9007199254740992.0;  // 2^53

config::Declaration<NumberEncoding> number_declaration() {
  return config::Declaration<NumberEncoding>("how a number is encoded")
      .required("mean", &NumberEncoding::mean, config::number({.min = -kLargestNumber, .max = kLargestNumber}), "of the training rows")
      .required("deviation", &NumberEncoding::deviation, config::number({.min = 0, .max = 2 * kLargestNumber}), "of the training rows")
      .required("marks_missing", &NumberEncoding::marks_missing, config::boolean(), "whether its being missing is an input")
      .check([](const NumberEncoding& read, const std::string& path, config::Problems& problems) {
        if (read.deviation > 0 && read.deviation < 1 / kLargestNumber) problems.push_back({path, "has a deviation too small to divide by"});
      });
}

config::Declaration<CategoryEncoding> category_declaration() {
  const auto code = config::number({.min = -kLargestCode, .max = kLargestCode});
  return config::Declaration<CategoryEncoding>("how a category is encoded")
      .required("levels", &CategoryEncoding::levels, config::list(code, 0, static_cast<std::size_t>(kMostCardinality)),
                "codes with an input of their own")
      .required("knows_missing", &CategoryEncoding::knows_missing, config::boolean(), "whether its being missing is a level")
      .required("hashes_others", &CategoryEncoding::hashes_others, config::boolean(), "whether further levels share buckets");
}

config::Declaration<MissingPolicy> missing_declaration() {
  return config::Declaration<MissingPolicy>("what is done with missing values")
      .required("numbers", &MissingPolicy::numbers, config::one_of<MissingNumbers>({{"mean", MissingNumbers::mean}}),
                "taken for the mean, and marked")
      .required("categories", &MissingPolicy::categories, config::one_of<MissingCategories>({{"level", MissingCategories::level}}),
                "a level of its own")
      .required("texts", &MissingPolicy::texts, config::one_of<MissingTexts>({{"empty", MissingTexts::empty}}), "taken for empty");
}

config::Declaration<TextEncodingText> text_declaration() {
  return config::Declaration<TextEncodingText>("how texts are encoded")
      .required("buckets", &TextEncodingText::buckets, config::integer({.min = 0, .max = kMostBuckets}), "that they share")
      .required("characters", &TextEncodingText::characters, config::integer({.min = 0, .max = 8}), "in a run");
}

std::size_t count(const config::Features& features, bool (*belongs)(config::FeatureType)) {
  return static_cast<std::size_t>(std::ranges::count_if(features, [belongs](const auto& feature) { return belongs(feature.type); }));
}

bool repeats(std::vector<double> codes) {
  std::ranges::sort(codes);
  return std::ranges::adjacent_find(codes) != codes.end();
}

}  // namespace

config::Declaration<EncoderText> encoder_declaration() {
  return config::Declaration<EncoderText>("how rows become inputs")
      .required("missing", &EncoderText::missing, config::object(missing_declaration()), "what is done with missing values")
      .required("numbers", &EncoderText::numbers, config::list(config::object(number_declaration()), 0, config::kMostColumns),
                "one a numeric or boolean feature")
      .required("categories", &EncoderText::categories, config::list(config::object(category_declaration()), 0, config::kMostColumns),
                "one a categorical feature")
      .required("category_buckets", &EncoderText::category_buckets, config::integer({.min = 0, .max = kMostBuckets}),
                "that further levels share")
      .required("text", &EncoderText::text, config::object(text_declaration()), "how texts are encoded");
}

EncoderText text_of(const EncoderParts& parts) {
  return {.missing = {},
          .numbers = parts.numbers,
          .categories = parts.categories,
          .category_buckets = parts.category_buckets,
          .text = {.buckets = parts.texts.buckets, .characters = parts.texts.characters}};
}

EncoderParts parts_of(EncoderText text) {
  return {
      .numbers = std::move(text.numbers),
      .categories = std::move(text.categories),
      .category_buckets = static_cast<std::uint32_t>(text.category_buckets),
      .texts = {.buckets = static_cast<std::uint32_t>(text.text.buckets), .characters = static_cast<std::uint32_t>(text.text.characters)}};
}

std::string encoder_problem(const EncoderText& text, const config::Features& features) {
  using config::FeatureType;
  if (text.numbers.size() != count(features, config::is_number))
    return "/encoder/numbers: must have one entry for each numeric or boolean feature";
  if (text.categories.size() != count(features, [](FeatureType type) { return type == FeatureType::categorical; })) {
    return "/encoder/categories: must have one entry for each categorical feature";
  }
  if (std::ranges::any_of(text.categories, [](const auto& category) { return repeats(category.levels); })) {
    return "/encoder/categories: a level comes twice";
  }
  const bool hashes = std::ranges::any_of(text.categories, &CategoryEncoding::hashes_others);
  if (hashes != (text.category_buckets > 0))
    return "/encoder/category_buckets: must be there exactly if a category hashes its other levels";
  const bool reads = count(features, [](FeatureType type) { return type == FeatureType::text; }) > 0;
  if (reads != (text.text.buckets > 0)) return "/encoder/text/buckets: must be there exactly if a feature is a text";
  return "";
}

}  // namespace driftd::updaters
