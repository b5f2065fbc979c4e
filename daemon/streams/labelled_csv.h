#pragma once

// A CSV of labelled rows, read as a model's schema wants them: the features by name from wherever they stand, the label, and the time where
// there is a column "ts" (Unix seconds). Columns that the schema does not name are passed over. A vector stands in its columns,
// embedding[0] and so on, or in one column embedding as a JSON array.

#include <cstdint>
#include <expected>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/features.h"
#include "config/time.h"
#include "daemon/csv/csv_reader.h"

namespace driftd::streams {

struct LabelledRow {
  std::uint64_t number = 0;             // from 0
  std::vector<double> features;         // in the schema's order, categories as codes
  std::vector<std::string_view> texts;  // every feature as it stands in the file; valid until the next row
  double label = 0;                     // 0 / 1, a class code or a number
  std::string_view label_text;
  config::Time time;
};

class LabelledCsv {
 public:
  struct Options {
    std::string label = "label";
    bool take_missing = false;  // an empty number is missing, one that is none is of a wrong type; else either is an error
    config::Duration step = std::chrono::minutes(1);                     // between rows, where the file has no times
    config::Time start = config::Time(std::chrono::seconds(946684800));  // of the first such row: 2000-01-01
  };

  /// The error names the file and what it lacks.
  static std::expected<std::unique_ptr<LabelledCsv>, std::string> open(const std::filesystem::path& path, const config::ModelSchema& schema,
                                                                       const Options& options);

  /// The next row; false at the end. An error names file, line and column.
  std::expected<bool, std::string> next(LabelledRow& row);

  std::uint64_t bytes_read() const { return reader_->bytes_read(); }
  std::uint64_t bytes_total() const { return reader_->bytes_total(); }

 private:
  /// A column that holds a whole vector.
  struct Array {
    std::size_t column;
    std::size_t first;  // of the features
    std::size_t size;
  };

  LabelledCsv(std::unique_ptr<csv::CsvReader> reader, config::ModelSchema schema, Options options);
  std::expected<void, std::string> find_columns();
  std::expected<double, std::string> number(std::size_t column) const;
  std::expected<void, std::string> read_array(const Array& array, LabelledRow& row) const;
  std::expected<double, std::string> feature(std::size_t column) const;
  std::expected<double, std::string> truth(std::size_t column) const;
  std::expected<void, std::string> read_label(LabelledRow& row) const;

  std::unique_ptr<csv::CsvReader> reader_;
  config::ModelSchema schema_;
  Options options_;
  std::vector<std::size_t> columns_;  // of the features
  std::vector<Array> arrays_;         // in the features' order
  std::size_t label_column_ = 0;
  std::optional<std::size_t> time_column_;
  std::vector<std::string_view> fields_;
  std::uint64_t rows_ = 0;
};

}  // namespace driftd::streams
