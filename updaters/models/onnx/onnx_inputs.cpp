#include "updaters/models/onnx/onnx_inputs.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

namespace driftd::updaters {
namespace {

using config::FeatureType;

std::string written(const std::vector<std::int64_t>& shape) {
  std::string text = "[";
  for (const std::int64_t size : shape) text += (text.size() > 1 ? ", " : "") + (size < 0 ? std::string("n") : std::to_string(size));
  return text + "]";
}

/// Whether a shape takes n rows of `width` values, n being free.
bool takes(const std::vector<std::int64_t>& shape, std::size_t width) {
  if (shape.empty() || shape.size() > 2 || shape[0] >= 0) return false;
  if (shape.size() == 1) return width == 1;
  return shape[1] < 0 || shape[1] == static_cast<std::int64_t>(width);
}

std::string names_of(const config::Features& features) {
  std::string text;
  for (const std::string& name : config::input_names(features)) text += (text.empty() ? "" : ", ") + name;
  return text;
}

}  // namespace

std::expected<OnnxInputs, std::string> OnnxInputs::match(const std::vector<onnx::Port>& ports, const config::Features& features,
                                                         const OnnxNotes& notes) {
  OnnxInputs inputs;
  inputs.columns_ = features.size();
  inputs.texts_ = static_cast<std::size_t>(std::ranges::count(features, FeatureType::text, &config::Feature::type));
  if (ports.empty()) return std::unexpected(std::string("it takes no input"));
  for (const onnx::Port& port : ports) {
    if (port.kind != onnx::Kind::tensor) return std::unexpected("its input \"" + port.name + "\" is no tensor");
    auto columns = config::columns_named(features, port.name);
    if (columns.empty() && ports.size() == 1) {
      columns.resize(features.size());
      std::iota(columns.begin(), columns.end(), std::size_t{0});
    }
    if (columns.empty()) {
      return std::unexpected("its input \"" + port.name + "\" is no feature; inputs are called as the features (" + names_of(features) +
                             "), or there is one alone that takes all of them");
    }
    if (auto added = inputs.add(port, columns, features, notes); !added) return std::unexpected(added.error());
  }
  return inputs;
}

std::expected<void, std::string> OnnxInputs::add(const onnx::Port& port, const std::vector<std::size_t>& columns,
                                                 const config::Features& features, const OnnxNotes& notes) {
  if (!takes(port.shape, columns.size())) {
    const std::string wanted = columns.size() == 1 ? "[n, 1] or [n]" : fmt::format("[n, {}]", columns.size());
    return std::unexpected(fmt::format("its input \"{}\" has the shape {}, and {} is needed, with n left open at the export", port.name,
                                       written(port.shape), wanted));
  }
  Input input{.element = port.element, .shape = {0}, .columns = {}};
  if (port.shape.size() == 2) input.shape.push_back(static_cast<std::int64_t>(columns.size()));
  for (const std::size_t column : columns) {
    auto matched = column_for(port, column, features, notes);
    if (!matched) return std::unexpected(matched.error());
    input.columns.push_back(*matched);
  }
  inputs_.push_back(std::move(input));
  return {};
}

std::expected<OnnxInputs::Column, std::string> OnnxInputs::column_for(const onnx::Port& port, std::size_t column,
                                                                      const config::Features& features, const OnnxNotes& notes) {
  const config::Feature& feature = features[column];
  const bool texts = port.element == onnx::Element::text;
  const auto refuse = [&](std::string_view why) {
    return std::unexpected(
        fmt::format("its input \"{}\" of type {} cannot take \"{}\": {}", port.name, name_of(port.element), feature.name, why));
  };
  if (config::is_number(feature.type)) {
    if (texts) return refuse("that is a number");
    return Column{.column = column};
  }
  if (feature.type == FeatureType::text) {
    if (!texts) return refuse("that is a text; the model needs an input of strings for it");
    const auto before = std::count_if(features.begin(), features.begin() + static_cast<std::ptrdiff_t>(column),
                                      [](const auto& other) { return other.type == FeatureType::text; });
    return Column{.column = column, .source = Source::text, .text = static_cast<std::size_t>(before)};
  }
  const auto known = notes.categories.find(feature.name);
  if (known == notes.categories.end()) return refuse("that is a category, and result.json does not say which it knows (\"categories\")");
  Categories categories{.places = {}, .texts = known->second};
  for (std::size_t i = 0; i < categories.texts.size(); ++i) categories.places.try_emplace(config::category_code(categories.texts[i]), i);
  categories_.push_back(std::move(categories));
  return Column{.column = column, .source = texts ? Source::category : Source::place, .categories = categories_.size() - 1};
}

double OnnxInputs::number_at(const Column& column, std::span<const double> row) const {
  const double value = row[column.column];
  if (column.source == Source::number) return value;
  const auto& places = categories_[column.categories].places;
  const auto found = places.find(value);
  return found == places.end() ? -1.0 : static_cast<double>(found->second);
}

std::string_view OnnxInputs::text_at(const Column& column, std::span<const double> row, std::span<const std::string_view> texts) const {
  if (column.source == Source::text) return texts.empty() ? std::string_view() : texts[column.text];
  const auto& categories = categories_[column.categories];
  const auto found = categories.places.find(row[column.column]);
  return found == categories.places.end() ? std::string_view() : std::string_view(categories.texts[found->second]);
}

std::expected<std::vector<onnx::Value>, std::string> OnnxInputs::tensors(const RowsView& rows, std::size_t from, std::size_t count) const {
  std::vector<onnx::Value> tensors;
  std::vector<double> numbers;
  std::vector<std::string_view> texts;
  for (const Input& input : inputs_) {
    numbers.clear();
    texts.clear();
    for (std::size_t i = from; i < from + count; ++i) {
      const auto row = rows.values.subspan(i * columns_, columns_);
      const auto row_texts = rows.texts.empty() ? rows.texts : rows.texts.subspan(i * texts_, texts_);
      for (const Column& column : input.columns) {
        if (input.element == onnx::Element::text) {
          texts.push_back(text_at(column, row, row_texts));
        } else {
          numbers.push_back(number_at(column, row));
        }
      }
    }
    auto shape = input.shape;
    shape[0] = static_cast<std::int64_t>(count);
    auto tensor = input.element == onnx::Element::text ? onnx::make_tensor(texts, shape) : onnx::make_tensor(numbers, input.element, shape);
    if (!tensor) return std::unexpected(std::move(tensor.error()));
    tensors.push_back(std::move(*tensor));
  }
  return tensors;
}

}  // namespace driftd::updaters
