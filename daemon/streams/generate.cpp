#include "daemon/streams/generate.h"

#include <array>
#include <limits>
#include <string_view>
#include <utility>

#include "config/assertion.h"
#include "config/suggestion.h"
#include "daemon/streams/catalogue.h"

namespace driftd::streams {
namespace {

constexpr std::string_view kLabel = "label";
constexpr std::int64_t kMostRows = 1'000'000'000'000;
constexpr std::size_t kMostDrifts = 10'000;

/// A JSON value that somebody else reads.
config::Shape<config::Json> parameters_shape() {
  return {.read = [](config::Json& value, const config::Json& json, const std::string& /*path*/,
                     config::Problems& /*problems*/) { value = json; },
          .write = [](const config::Json& value) { return value; },
          .schema = {{"type", "object"}}};
}

using ChosenGenerator = config::Chosen<std::unique_ptr<Generator>>;

ChosenGenerator choose(const GeneratorOptions& options, const std::string& path, config::Problems& problems) {
  const auto names = generators().row_names();
  const auto* const row = generators().find(options.name);
  if (row != nullptr) return row->choose(options.parameters, config::step_into(path, "parameters"), problems, {});
  problems.push_back(
      {config::step_into(path, "name"), "there is no generator \"" + options.name + "\"" + config::did_you_mean(options.name, names)});
  return {};
}

void check_generator(const GeneratorOptions& options, const std::string& path, config::Problems& problems) {
  choose(options, path, problems);
}

void check_drifts(const GeneratorOptions& options, const std::string& path, config::Problems& problems) {
  const std::string list = config::step_into(path, "drifts");
  for (std::size_t i = 0; i < options.drifts.size(); ++i) {
    if (options.drifts[i] >= options.rows)
      problems.push_back({config::step_into(list, i), "lies beyond the last of " + std::to_string(options.rows) + " rows"});
    if (i > 0 && options.drifts[i] <= options.drifts[i - 1])
      problems.push_back({config::step_into(list, i), "must lie behind the drift before it"});
  }
}

std::expected<void, std::string> write_header(const config::Features& features, csv::CsvWriter& writer) {
  for (const auto& feature : features) writer.text(feature.name);
  writer.text(kLabel);
  return writer.end_row();
}

std::expected<void, std::string> write_row(const Row& row, const std::vector<std::span<const std::string_view>>& categories,
                                           csv::CsvWriter& writer) {
  for (std::size_t i = 0; i < row.values.size(); ++i) {
    if (categories[i].empty()) {
      writer.number(row.values[i]);
    } else {
      writer.text(categories[i][static_cast<std::size_t>(row.values[i])]);
    }
  }
  writer.number(row.label);
  return writer.end_row();
}

}  // namespace

const config::Declaration<GeneratorOptions>& generator_options_declaration() {
  static const auto declaration =
      config::Declaration<GeneratorOptions>("a generated stream")
          .optional("name", &GeneratorOptions::name, config::text({.min_length = 1}), "the generator")
          .optional("parameters", &GeneratorOptions::parameters, parameters_shape(), "the generator's own parameters")
          .optional("rows", &GeneratorOptions::rows, config::integer({.min = 1, .max = kMostRows}), "how many rows")
          .optional("seed", &GeneratorOptions::seed, config::integer({.min = 0, .max = std::numeric_limits<std::int64_t>::max()}),
                    "the same seed makes the same stream")
          .optional("drifts", &GeneratorOptions::drifts, config::list(config::integer({.min = 1, .max = kMostRows}), 0, kMostDrifts),
                    "the rows, counted from 0, at which the next concept sets in")
          .optional("width", &GeneratorOptions::width, config::integer({.min = 0, .max = kMostRows}),
                    "how many rows a drift takes, from 12 % to 88 % of the next concept; 0 is abrupt")
          .optional("noise", &GeneratorOptions::noise, config::number({.min = 0, .below = 1}), "the share of labels that are wrong")
          .check(check_generator)
          .check(check_drifts);
  return declaration;
}

config::Problems problems_of(const GeneratorOptions& options) {
  const auto& declaration = generator_options_declaration();
  config::Problems problems;
  GeneratorOptions read;
  declaration.read(read, declaration.write(options), "", problems);
  return problems;
}

std::expected<Drifting, std::string> make_stream(const GeneratorOptions& options) {
  config::Problems problems = problems_of(options);
  if (!problems.empty()) return std::unexpected(config::to_text(problems));
  return Drifting(choose(options, "", problems).make(), {.drifts = options.drifts, .width = options.width, .noise = options.noise},
                  static_cast<std::uint64_t>(options.seed));
}

std::expected<void, std::string> generate(const GeneratorOptions& options, csv::CsvWriter& writer) {
  auto stream = make_stream(options);
  if (!stream) return std::unexpected(stream.error());
  const config::Features features = stream->generator().features();
  if (auto written = write_header(features, writer); !written) return written;
  std::vector<std::span<const std::string_view>> categories(features.size());
  for (std::size_t i = 0; i < features.size(); ++i) categories[i] = stream->generator().categories(i);
  Row row;
  for (std::int64_t i = 0; i < options.rows; ++i) {
    stream->next(row);
    if (auto written = write_row(row, categories, writer); !written) return written;
  }
  return writer.finish();
}

config::Json example_settings(const GeneratorOptions& options) {
  config::Problems problems;
  const ChosenGenerator chosen = choose(options, "", problems);
  DRIFTD_ASSERT(problems.empty());
  const auto generator = chosen.make();
  config::Json features = config::Json::array();
  for (const auto& feature : generator->features()) features.push_back(config::feature_declaration().write(feature));
  const config::Json model = {{"name", options.name}, {"task", config::name_of(generator->task())}, {"features", features}};
  return {{"models", config::Json::array({model})}};
}

}  // namespace driftd::streams
