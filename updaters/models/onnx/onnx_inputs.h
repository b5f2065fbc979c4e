#pragma once

// From rows to the tensors that an ONNX model takes. Two conventions:
//
//   one matrix      a single input [n, columns] of numbers, the features in their order
//   by name         an input for each feature (or vector) that is used, called as it is: [n, 1] or [n]; [n, size] for a vector
//
// Numbers go in as the input's type says (float, double, a whole number, bool); a missing one as NaN, where the type has none as 0. A
// category goes into an input of strings as its text and into one of numbers as its place in the list of known categories (-1: not in it):
// both from the notes. A text goes in as it is, and needs an input of strings.

#include <expected>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "config/features.h"
#include "updaters/dataset.h"
#include "updaters/models/onnx/onnx_notes.h"
#include "updaters/models/onnx/onnx_runtime.h"

namespace driftd::updaters {

class OnnxInputs {
 public:
  static std::expected<OnnxInputs, std::string> match(const std::vector<onnx::Port>& ports, const config::Features& features,
                                                      const OnnxNotes& notes);

  /// The tensors of rows `from` .. `from + count`, one an input.
  std::expected<std::vector<onnx::Value>, std::string> tensors(const RowsView& rows, std::size_t from, std::size_t count) const;

 private:
  enum class Source : std::uint8_t { number, place, category, text };
  struct Column {
    std::size_t column = 0;  // of the row
    Source source = Source::number;
    std::size_t text = 0;        // among the row's texts
    std::size_t categories = 0;  // which list
  };
  struct Categories {
    std::unordered_map<double, std::size_t> places;  // by code
    std::vector<std::string> texts;
  };
  struct Input {
    onnx::Element element = onnx::Element::none;
    std::vector<std::int64_t> shape;  // the first is set by the rows
    std::vector<Column> columns;
  };

  std::expected<void, std::string> add(const onnx::Port& port, const std::vector<std::size_t>& columns, const config::Features& features,
                                       const OnnxNotes& notes);
  std::expected<Column, std::string> column_for(const onnx::Port& port, std::size_t column, const config::Features& features,
                                                const OnnxNotes& notes);
  double number_at(const Column& column, std::span<const double> row) const;
  std::string_view text_at(const Column& column, std::span<const double> row, std::span<const std::string_view> texts) const;

  std::size_t columns_ = 0;
  std::size_t texts_ = 0;
  std::vector<Input> inputs_;
  std::vector<Categories> categories_;
};

}  // namespace driftd::updaters
