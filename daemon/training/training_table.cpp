#include "daemon/training/training_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <fstream>
#include <map>
#include <vector>

#include "config/missing_value.h"
#include "daemon/csv/csv_reader.h"
#include "daemon/csv/csv_writer.h"
#include "daemon/engine/event_codec.h"

namespace driftd::training {

using config::FeatureType;
using config::Task;

namespace {

bool all_numbers(const config::ModelSchema& schema) {
  return schema.task != Task::multiclass &&
         std::ranges::all_of(schema.features, [](const auto& feature) { return config::is_number(feature.type); });
}

void write_label(csv::CsvWriter& writer, Task task, double label, std::span<const updaters::ClassName> classes) {
  const auto found = task == Task::multiclass ? std::ranges::find(classes, label, &updaters::ClassName::code) : classes.end();
  if (found == classes.end()) {
    writer.number(label);
  } else {
    writer.text(found->name);
  }
}

/// NumPy's .npy, format 1.0: magic, a padded header that describes the array, the doubles row by row.
std::expected<void, std::string> write_npy(const std::filesystem::path& file, const std::vector<double>& matrix, std::size_t columns) {
  constexpr std::size_t kPreamble = 10;
  constexpr std::size_t kAlignment = 64;
  std::string header = fmt::format("{{'descr': '<f8', 'fortran_order': False, 'shape': ({}, {}), }}", matrix.size() / columns, columns);
  header.append(kAlignment - (kPreamble + header.size() + 1) % kAlignment, ' ');
  header += '\n';
  std::ofstream stream(file, std::ios::binary | std::ios::trunc);
  const auto length = static_cast<std::uint16_t>(header.size());
  stream.write("\x93NUMPY\x01\x00", 8);
  stream.write(reinterpret_cast<const char*>(&length), sizeof length);
  stream.write(header.data(), static_cast<std::streamsize>(header.size()));
  stream.write(reinterpret_cast<const char*>(matrix.data()), static_cast<std::streamsize>(matrix.size() * sizeof(double)));
  stream.close();
  if (!stream) return std::unexpected("cannot write " + file.string());
  return {};
}

double read_number(std::string_view text, bool& good) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  good = good && error == std::errc() && end == text.data() + text.size();
  return value;
}

/// A missing number was written as nothing. A missing category reads as the empty one, which models take for missing.
double read_value(FeatureType type, std::string_view text, bool& good) {
  if (config::has_text(type)) return config::category_code(text);
  return text.empty() ? config::missing_value() : read_number(text, good);
}

}  // namespace

std::expected<WrittenRows, std::string> write_training_table(const std::filesystem::path& folder, const engine::Rows& rows,
                                                             std::span<const engine::Sample> samples, const config::ModelSchema& schema,
                                                             std::span<const updaters::ClassName> classes) {
  auto created = csv::CsvWriter::create(folder / "train.csv");
  if (!created) return std::unexpected(created.error());
  WrittenRows rows_written;
  csv::CsvWriter& writer = **created;
  for (const auto& feature : schema.features) writer.text(feature.name);
  if (auto written = writer.text("label").end_row(); !written) return std::unexpected(written.error());
  const bool matrix_too = all_numbers(schema);
  std::vector<double> matrix;
  for (const engine::Sample& sample : samples) {
    const auto prediction = engine::decode_prediction(rows.at(sample.prediction), sample.prediction);
    if (!prediction || prediction->features.size() != schema.features.size()) continue;
    engine::CategoryTexts categories(prediction->categories);
    for (std::size_t i = 0; i < schema.features.size(); ++i) {
      if (config::has_text(schema.features[i].type)) {
        writer.text(categories.next());
      } else if (config::is_absent(prediction->features[i])) {
        writer.text("");
      } else {
        writer.number(prediction->features[i]);
      }
    }
    write_label(writer, schema.task, sample.label, classes);
    if (auto written = writer.end_row(); !written) return std::unexpected(written.error());
    rows_written.first = rows_written.count == 0 ? prediction->time : std::min(rows_written.first, prediction->time);
    rows_written.last = rows_written.count == 0 ? prediction->time : std::max(rows_written.last, prediction->time);
    ++rows_written.count;
    if (!matrix_too) continue;
    matrix.insert(matrix.end(), prediction->features.begin(), prediction->features.end());
    matrix.push_back(sample.label);
  }
  if (auto finished = writer.finish(); !finished) return std::unexpected(finished.error());
  if (matrix_too) {
    if (auto written = write_npy(folder / "train.npy", matrix, schema.features.size() + 1); !written)
      return std::unexpected(written.error());
  }
  return rows_written;
}

std::expected<updaters::Dataset, std::string> read_training_table(const std::filesystem::path& folder, const config::ModelSchema& schema) {
  auto reader = csv::CsvReader::open(folder / "train.csv");
  if (!reader) return std::unexpected(reader.error());
  const auto& features = schema.features;
  if ((*reader)->header().size() != features.size() + 1)
    return std::unexpected("train.csv has another number of columns than job.json has features");
  updaters::Dataset data{.columns = features.size()};
  std::map<double, std::string> classes;
  std::vector<std::string_view> fields;
  bool good = true;
  for (;;) {
    const auto more = (*reader)->next(fields);
    if (!more) return std::unexpected(more.error());
    if (!*more) break;
    for (std::size_t i = 0; i < features.size(); ++i) {
      data.values.push_back(read_value(features[i].type, fields[i], good));
      if (features[i].type == FeatureType::text) data.texts.emplace_back(fields[i]);
    }
    if (schema.task == Task::multiclass) {
      data.labels.push_back(config::category_code(fields.back()));
      classes.try_emplace(data.labels.back(), fields.back());
    } else {
      data.labels.push_back(read_number(fields.back(), good));
    }
    if (!good) return std::unexpected(fmt::format("train.csv, row {}: not a number where one should be", data.size()));
  }
  for (auto& [code, name] : classes) data.classes.push_back({.code = code, .name = std::move(name)});
  return data;
}

}  // namespace driftd::training
