#pragma once

// A generated stream as a file, and the configuration with which driftd takes it in.

#include <cstdint>
#include <expected>
#include <string>
#include <vector>

#include "config/declaration.h"
#include "config/problem.h"
#include "daemon/csv/csv_writer.h"
#include "daemon/streams/drifting.h"

namespace driftd::streams {

struct GeneratorOptions {
  std::string name = "sea";                          // of a row of generators()
  config::Json parameters = config::Json::object();  // of that row; what is left out has its default
  std::int64_t rows = 100'000;
  std::int64_t seed = 1;
  std::vector<std::int64_t> drifts;  // rows at which the next concept sets in, rising, from 1 on and below `rows`
  std::int64_t width = 0;            // rows over which a drift goes on; 0 is abrupt
  double noise = 0;                  // share of labels that are wrong
};

/// The options' names, bounds, defaults and docs.
const config::Declaration<GeneratorOptions>& generator_options_declaration();

/// What is wrong with the options; empty where nothing is.
config::Problems problems_of(const GeneratorOptions& options);

/// The stream, endless beyond `rows`. The error is the problems' text.
std::expected<Drifting, std::string> make_stream(const GeneratorOptions& options);

/// Writes a header (the features' names, then "label"), `rows` rows, and finishes the file. Fails on problems with the options or the file.
std::expected<void, std::string> generate(const GeneratorOptions& options, csv::CsvWriter& writer);

/// A configuration for the stream, with no more in it than a model needs: its name (the generator's), task and features. The options are
/// without problems.
config::Json example_settings(const GeneratorOptions& options);

}  // namespace driftd::streams
