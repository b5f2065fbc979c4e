#pragma once

// What a family's settings say of how rows become inputs: a base of every family's parameters.

#include <cstdint>

#include "config/declaration.h"

namespace driftd::updaters {

struct EncoderSettings {
  std::int64_t cardinality = 256;        // levels of a category that have an input of their own
  std::int64_t category_buckets = 4096;  // inputs that all further levels of all categories share
  std::int64_t text_buckets = 65'536;    // inputs that all texts share
  std::int64_t text_characters = 4;      // in the runs that a text is read by, beside its words
};

constexpr std::int64_t kMostCardinality = 1 << 20;
constexpr std::int64_t kMostBuckets = 1 << 20;

/// Adds them to the declaration of a family's parameters, which derive from them.
template <class Parameters>
void declare_encoder(config::Declaration<Parameters>& declaration) {
  using Whole = std::int64_t Parameters::*;
  declaration
      .optional("cardinality", static_cast<Whole>(&EncoderSettings::cardinality), config::integer({.min = 1, .max = kMostCardinality}),
                "values of a categorical feature that have an input of their own, the most frequent ones; others share buckets by hash")
      .optional("category_buckets", static_cast<Whole>(&EncoderSettings::category_buckets),
                config::integer({.min = 1, .max = kMostBuckets}), "buckets for the values beyond the cardinality")
      .optional("text_buckets", static_cast<Whole>(&EncoderSettings::text_buckets), config::integer({.min = 1, .max = kMostBuckets}),
                "buckets for the words, pairs of words and runs of characters of texts")
      .optional("text_characters", static_cast<Whole>(&EncoderSettings::text_characters), config::integer({.min = 0, .max = 8}),
                "length of those runs; 0: words only");
}

}  // namespace driftd::updaters
