#pragma once

// From a row of raw values to a model's inputs: the same in training and in serving, because it is part of the artefact.
//
//   numbers      standardised; booleans 0 or 1; each with a second input where missing values came (encoding/number_encoding.h)
//   categories   one input a level, rare ones hashed (encoding/category_encoding.h)
//   texts        hashed n-grams (encoding/text_encoding.h)
//   vectors      are columns of numbers
//
// Inputs in order: the numbers and booleans as the features name them; which of them are missing; the levels, feature by feature; the
// buckets of categories; the buckets of texts. The first two are dense, the others sparse (encoding/encoded_rows.h).

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "config/features.h"
#include "updaters/dataset.h"
#include "updaters/encoding/category_encoding.h"
#include "updaters/encoding/encoded_rows.h"
#include "updaters/encoding/encoder_settings.h"
#include "updaters/encoding/number_encoding.h"
#include "updaters/encoding/text_encoding.h"

namespace driftd::updaters {

/// What an encoder knows; what artefacts hold of it (encoding/encoder_text.h).
struct EncoderParts {
  std::vector<NumberEncoding> numbers;       // one a numeric or boolean feature
  std::vector<CategoryEncoding> categories;  // one a categorical feature
  std::uint32_t category_buckets = 0;        // 0: no category needs them
  TextEncoding texts;
  bool operator==(const EncoderParts&) const = default;
};

class Encoder {
 public:
  static constexpr std::uint32_t kNowhere = ~0U;

  Encoder(config::Features features, EncoderParts parts);

  /// What the rows (at least one) say of their columns. Of a feature that `base` (or null) has by the same name and type, what it knows
  /// stays, so that weights keep their meaning; levels that it does not know, and missing values where it had none, join.
  static Encoder learn(const config::Features& features, const Dataset& rows, const EncoderSettings& settings,
                       const Encoder* base = nullptr);

  std::size_t columns() const { return features_.size(); }
  std::size_t texts() const { return texts_; }
  /// Dense inputs.
  std::size_t numbers() const { return numbers_; }
  std::size_t inputs() const { return inputs_; }
  bool has_sparse_inputs() const { return inputs_ > numbers_; }
  /// Inputs that a row has on at most, texts counted as one: the sum of squares of standardised inputs is about that.
  std::size_t active_inputs() const { return numbers_ + parts_.categories.size() + texts_; }
  const EncoderParts& parts() const { return parts_; }

  /// Allocates only where `encoded` has to grow.
  void encode(const RowsView& rows, EncodedRows& encoded) const;

  /// For each input here its place in `other`, kNowhere where that has none of its meaning.
  std::vector<std::uint32_t> places_in(const Encoder& other) const;

 private:
  void encode_numbers(std::span<const double> row, std::span<double> numbers) const;
  void encode_categories(std::span<const double> row, SparseRows& sparse) const;
  void encode_hashed(std::span<const double> row, SparseRows& sparse) const;

  config::Features features_;
  EncoderParts parts_;
  std::vector<std::size_t> number_columns_;
  std::vector<std::size_t> category_columns_;
  std::vector<double> fills_;    // what is taken for a missing number
  std::vector<double> offsets_;  // input = (value - offset) * factor
  std::vector<double> factors_;
  std::vector<std::size_t> marked_columns_;  // those whose being missing is an input
  std::vector<LevelPlaces> level_places_;
  std::vector<std::uint32_t> first_levels_;  // of each category
  std::uint32_t first_category_bucket_ = 0;
  std::uint32_t first_text_bucket_ = 0;
  std::size_t texts_ = 0;
  std::size_t numbers_ = 0;
  std::size_t inputs_ = 0;
};

}  // namespace driftd::updaters
