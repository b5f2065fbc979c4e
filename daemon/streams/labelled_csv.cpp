#include "daemon/streams/labelled_csv.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <utility>

#include "config/missing_value.h"
#include "config/suggestion.h"

namespace driftd::streams {

using config::FeatureType;
using config::Task;

std::expected<std::unique_ptr<LabelledCsv>, std::string> LabelledCsv::open(const std::filesystem::path& path,
                                                                           const config::ModelSchema& schema, const Options& options) {
  auto reader = csv::CsvReader::open(path);
  if (!reader) return std::unexpected(reader.error());
  std::unique_ptr<LabelledCsv> file(new LabelledCsv(std::move(*reader), schema, options));
  if (auto found = file->find_columns(); !found) return std::unexpected(fmt::format("{}: {}", path.string(), found.error()));
  return file;
}

LabelledCsv::LabelledCsv(std::unique_ptr<csv::CsvReader> reader, config::ModelSchema schema, Options options)
    : reader_(std::move(reader)), schema_(std::move(schema)), options_(std::move(options)) {}

std::expected<void, std::string> LabelledCsv::find_columns() {
  const std::vector<std::string> header(reader_->header().begin(), reader_->header().end());
  const auto column_of = [&](const std::string& name) -> std::optional<std::size_t> {
    const auto found = std::ranges::find(header, name);
    return found == header.end() ? std::nullopt : std::optional(static_cast<std::size_t>(found - header.begin()));
  };
  const auto vectors = config::vectors_of(schema_.features);
  for (const auto& vector : vectors) {
    const auto column = column_of(vector.name);
    if (column && !column_of(schema_.features[vector.first].name))
      arrays_.push_back({.column = *column, .first = vector.first, .size = vector.size});
  }
  for (std::size_t i = 0; i < schema_.features.size(); ++i) {
    const auto& feature = schema_.features[i];
    const auto array = std::ranges::find_if(arrays_, [i](const Array& one) { return i >= one.first && i < one.first + one.size; });
    const auto column = array == arrays_.end() ? column_of(feature.name) : std::optional(array->column);
    if (!column)
      return std::unexpected(fmt::format("there is no column \"{}\" for the feature of that name{}", feature.name,
                                         config::did_you_mean(feature.name, header)));
    columns_.push_back(*column);
  }
  const auto label = column_of(options_.label);
  if (!label)
    return std::unexpected(fmt::format("there is no label column \"{}\"{}", options_.label, config::did_you_mean(options_.label, header)));
  label_column_ = *label;
  time_column_ = column_of("ts");
  return {};
}

std::expected<bool, std::string> LabelledCsv::next(LabelledRow& row) {
  const auto more = reader_->next(fields_);
  if (!more || !*more) return more;
  row.number = rows_++;
  row.features.resize(columns_.size());
  row.texts.assign(columns_.size(), {});
  auto array = arrays_.begin();
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    row.texts[i] = config::kept_text(fields_[columns_[i]]);
    if (array != arrays_.end() && i == array->first) {
      if (auto read = read_array(*array, row); !read) return std::unexpected(read.error());
      i += (array++)->size - 1;
      continue;
    }
    if (config::has_text(schema_.features[i].type)) {
      row.features[i] = config::category_code(row.texts[i]);
      continue;
    }
    const auto value = schema_.features[i].type == config::FeatureType::boolean ? truth(columns_[i]) : feature(columns_[i]);
    if (!value) return std::unexpected(value.error());
    row.features[i] = *value;
  }
  if (auto read = read_label(row); !read) return std::unexpected(read.error());
  row.time = options_.start + options_.step * static_cast<std::int64_t>(row.number);
  if (time_column_) {
    const auto time = config::parse_time(fields_[*time_column_]);
    if (!time) return std::unexpected(fmt::format("{}: \"{}\" is no time", reader_->place(), fields_[*time_column_]));
    row.time = *time;
  }
  return true;
}

std::expected<void, std::string> LabelledCsv::read_array(const Array& array, LabelledRow& row) const {
  const std::string_view text = fields_[array.column];
  const auto json = config::Json::parse(text, nullptr, false);
  const bool good =
      json.is_array() && json.size() == array.size && std::ranges::all_of(json, [](const auto& value) { return value.is_number(); });
  if (!good) {
    return std::unexpected(fmt::format("{}: column \"{}\" must be an array of {} numbers, is \"{}\"", reader_->place(),
                                       reader_->header()[array.column], array.size, text.substr(0, 40)));
  }
  for (std::size_t i = 0; i < array.size; ++i) row.features[array.first + i] = json[i].get<double>();
  return {};
}

std::expected<void, std::string> LabelledCsv::read_label(LabelledRow& row) const {
  row.label_text = fields_[label_column_];
  if (schema_.task == Task::multiclass) {
    row.label = config::category_code(row.label_text);
    return {};
  }
  const auto value = number(label_column_);
  if (!value) return std::unexpected(value.error());
  row.label = *value;
  if (schema_.task == Task::binary && row.label != 0 && row.label != 1)
    return std::unexpected(fmt::format("{}: the label of a binary model must be 0 or 1, is {}", reader_->place(), row.label_text));
  return {};
}

std::expected<double, std::string> LabelledCsv::feature(std::size_t column) const {
  if (options_.take_missing && fields_[column].empty()) return config::missing_value();
  auto value = number(column);
  return value || !options_.take_missing ? value : config::wrong_type_value();
}

std::expected<double, std::string> LabelledCsv::truth(std::size_t column) const {
  const std::string_view text = fields_[column];
  if (text == "1" || text == "true" || text == "True") return 1;
  if (text == "0" || text == "false" || text == "False") return 0;
  if (options_.take_missing) return text.empty() ? config::missing_value() : config::wrong_type_value();
  return std::unexpected(fmt::format("{}: column \"{}\" must be true or false (or 1 or 0), is \"{}\"", reader_->place(),
                                     reader_->header()[column], text.substr(0, 40)));
}

std::expected<double, std::string> LabelledCsv::number(std::size_t column) const {
  const std::string_view text = fields_[column];
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) {
    return std::unexpected(
        fmt::format("{}: column \"{}\" must be a number, is \"{}\"", reader_->place(), reader_->header()[column], text.substr(0, 40)));
  }
  return value;
}

}  // namespace driftd::streams
