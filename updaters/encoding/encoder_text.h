#pragma once

// The part "encoder" of an artefact:
//
//   {"missing": {"numbers": "mean", "categories": "level", "texts": "empty"},
//    "numbers": [{"mean", "deviation", "marks_missing"}, ...], "categories": [{"levels": [code, ...], "knows_missing", "hashes_others"},
//    ...], "category_buckets": 0, "text": {"buckets": 0, "characters": 0}}
//
// "missing" states what is done with missing values (number_encoding.h, category_encoding.h, text_encoding.h): one policy today, written
// down so that who serves an artefact knows that it is the one that it was trained with.

#include <string>

#include "config/declaration.h"
#include "config/features.h"
#include "updaters/encoding/encoder.h"

namespace driftd::updaters {

enum class MissingNumbers : std::uint8_t { mean };
enum class MissingCategories : std::uint8_t { level };
enum class MissingTexts : std::uint8_t { empty };

struct MissingPolicy {
  MissingNumbers numbers = MissingNumbers::mean;
  MissingCategories categories = MissingCategories::level;
  MissingTexts texts = MissingTexts::empty;
};

struct TextEncodingText {
  std::int64_t buckets = 0;
  std::int64_t characters = 0;
};

struct EncoderText {
  MissingPolicy missing;
  std::vector<NumberEncoding> numbers;
  std::vector<CategoryEncoding> categories;
  std::int64_t category_buckets = 0;
  TextEncodingText text;
};

config::Declaration<EncoderText> encoder_declaration();
EncoderText text_of(const EncoderParts& parts);
/// The text was read without a problem and has none (below).
EncoderParts parts_of(EncoderText text);
/// What does not fit the features or each other; "" where all does.
std::string encoder_problem(const EncoderText& text, const config::Features& features);

}  // namespace driftd::updaters
