#include "updaters/models/onnx/onnx_outputs.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace driftd::updaters {
namespace {

using config::Task;
using onnx::Element;
using onnx::Kind;

constexpr std::size_t kMostOnnxClasses = 10'000;

bool is_float(Element element) {
  return element == Element::float32 || element == Element::float64;
}

std::size_t elements_of(const std::vector<std::int64_t>& shape) {
  std::size_t count = 1;
  for (const std::int64_t size : shape) count *= static_cast<std::size_t>(std::max<std::int64_t>(0, size));
  return count;
}

/// Values a row: 0 where there is not the same number of them for each.
std::size_t width_of(const onnx::Value& value, std::size_t rows) {
  const auto shape = value.shape();
  if (shape.empty() || shape[0] != static_cast<std::int64_t>(rows) || rows == 0) return 0;
  return elements_of(shape) / rows;
}

std::string whole(double number) {
  return fmt::format("{}", static_cast<std::int64_t>(number));
}

/// The keys of a map as the names of classes.
std::expected<std::vector<std::string>, std::string> keys_of(const onnx::Value& keys) {
  if (keys.element() == Element::text) return keys.texts();
  const auto numbers = keys.numbers();
  if (!numbers) return std::unexpected(numbers.error());
  std::vector<std::string> names;
  for (const double number : *numbers) names.push_back(whole(number));
  return names;
}

std::string wrong_rows(std::size_t rows) {
  return fmt::format("does not give one answer a row: it was asked {} rows", rows);
}

}  // namespace

std::expected<OnnxOutputs, std::string> OnnxOutputs::match(const std::vector<onnx::Port>& ports, std::span<const onnx::Value> trial,
                                                           std::size_t rows, Task task, const OnnxNotes& notes) {
  OnnxOutputs outputs(task);
  if (auto found = outputs.find_roles(ports, trial, rows); !found) return std::unexpected(found.error());
  if (auto named = outputs.name_classes(trial, notes); !named) return std::unexpected(named.error());
  return outputs;
}

std::expected<void, std::string> OnnxOutputs::find_roles(const std::vector<onnx::Port>& ports, std::span<const onnx::Value> trial,
                                                         std::size_t rows) {
  std::string seen;
  for (std::size_t i = 0; i < trial.size(); ++i) {
    const Kind kind = trial[i].kind();
    const Element element = kind == Kind::tensor ? trial[i].element() : Element::none;
    const std::size_t width = kind == Kind::tensor ? width_of(trial[i], rows) : 0;
    seen += fmt::format("{}\"{}\" ({})", seen.empty() ? "" : ", ", ports[i].name,
                        kind == Kind::tensor ? fmt::format("{}, {} a row", name_of(element), width) : "no tensor");
    if (kind == Kind::sequence) {
      if (!probability_ && task_ != Task::regression) probability_ = i;
    } else if (task_ == Task::regression) {
      if (width == 1 && element != Element::text && !number_) number_ = i;
    } else if (is_float(element)) {
      if (width == 0 || probability_) continue;
      probability_ = i;
      width_ = width;
    } else if (width == 1 && !label_) {
      label_ = i;
    }
  }
  if (task_ == Task::regression && !number_) return std::unexpected("it gives no output of one number a row; there are " + seen);
  if (task_ != Task::regression && !label_ && !probability_)
    return std::unexpected("it gives neither labels nor probabilities, one set a row; there are " + seen);
  return {};
}

std::expected<void, std::string> OnnxOutputs::name_classes(std::span<const onnx::Value> trial, const OnnxNotes& notes) {
  if (task_ == Task::regression) return {};
  names_ = notes.classes;
  const bool maps = probability_ && trial[*probability_].kind() == Kind::sequence;
  if (maps && names_.empty()) {
    const auto rows = trial[*probability_].parts();
    if (!rows || rows->empty() || rows->front().kind() != Kind::map)
      return std::unexpected(std::string("it gives a list of something that is no map from class to probability"));
    const auto map = rows->front().parts();
    const auto names = map && map->size() == 2 ? keys_of(map->front()) : std::unexpected(std::string("it gives maps that cannot be read"));
    if (!names) return std::unexpected(names.error());
    names_ = *names;
  }
  if (maps) width_ = names_.size();
  if (task_ == Task::binary) {
    if (names_.empty()) names_ = {"0", "1"};
    if (names_.size() != 2) return std::unexpected(fmt::format("a binary model has two classes, and it names {}", names_.size()));
    if (probability_ && !maps && width_ > 2)
      return std::unexpected(fmt::format("it gives {} probabilities a row, and a binary model has one or two", width_));
    return {};
  }
  if (names_.empty())
    return std::unexpected(std::string("result.json does not say which class each probability is of (\"classes\": a list of names)"));
  if (names_.size() > kMostOnnxClasses) return std::unexpected(fmt::format("it has more than {} classes", kMostOnnxClasses));
  if (probability_ && width_ != names_.size())
    return std::unexpected(fmt::format("it gives {} probabilities a row, and has {} classes", width_, names_.size()));
  for (const std::string& name : names_) classes_.push_back({.code = config::category_code(name), .name = name});
  return {};
}

std::optional<std::size_t> OnnxOutputs::place_of(const std::string& name) const {
  const auto found = std::ranges::find(names_, name);
  return found == names_.end() ? std::nullopt : std::optional(static_cast<std::size_t>(found - names_.begin()));
}

/// Binary: 0 or 1. Multiclass: the place among the classes. NaN: none.
double OnnxOutputs::label_of(double number) const {
  if (const auto place = place_of(whole(number))) return static_cast<double>(*place);
  return number >= 0 && number < static_cast<double>(names_.size()) ? number : std::nan("");
}

double OnnxOutputs::label_of(const std::string& text) const {
  if (const auto place = place_of(text)) return static_cast<double>(*place);
  if (task_ == Task::binary && (text == "true" || text == "True")) return 1;
  if (task_ == Task::binary && (text == "false" || text == "False")) return 0;
  return std::nan("");
}

std::expected<std::vector<double>, std::string> OnnxOutputs::labels(const onnx::Value& value, std::size_t count) const {
  std::vector<double> places;
  if (value.element() == Element::text) {
    const auto texts = value.texts();
    if (!texts) return std::unexpected(texts.error());
    for (const std::string& text : *texts) places.push_back(label_of(text));
  } else {
    const auto numbers = value.numbers();
    if (!numbers) return std::unexpected(numbers.error());
    for (const double number : *numbers) places.push_back(label_of(number));
  }
  if (places.size() != count) return std::unexpected(wrong_rows(count));
  return places;
}

std::expected<std::vector<double>, std::string> OnnxOutputs::probabilities_of_maps(const onnx::Value& value, std::size_t count) const {
  const auto rows = value.parts();
  if (!rows) return std::unexpected(rows.error());
  if (rows->size() != count) return std::unexpected(wrong_rows(count));
  std::vector<double> all(count * width_, 0.0);
  for (std::size_t i = 0; i < count; ++i) {
    const auto map = (*rows)[i].kind() == Kind::map ? (*rows)[i].parts() : std::unexpected(std::string("no map"));
    if (!map || map->size() != 2) return std::unexpected(std::string("gives maps that cannot be read"));
    const auto keys = keys_of(map->front());
    const auto values = map->back().numbers();
    if (!keys || !values || keys->size() != values->size()) return std::unexpected(std::string("gives maps that cannot be read"));
    for (std::size_t k = 0; k < keys->size(); ++k) {
      if (const auto place = place_of((*keys)[k])) all[i * width_ + *place] = (*values)[k];
    }
  }
  return all;
}

std::expected<std::vector<double>, std::string> OnnxOutputs::probabilities(const onnx::Value& value, std::size_t count) const {
  if (value.kind() == Kind::sequence) return probabilities_of_maps(value, count);
  auto numbers = value.numbers();
  if (numbers && numbers->size() != count * width_) return std::unexpected(wrong_rows(count));
  return numbers;
}

std::expected<void, std::string> OnnxOutputs::read(std::span<const onnx::Value> values, std::size_t count, Answers& answers) const {
  using Numbers = std::expected<std::vector<double>, std::string>;
  const auto numbers = number_ ? values[*number_].numbers() : Numbers();
  const auto places = label_ ? labels(values[*label_], count) : Numbers();
  const auto shares = probability_ ? probabilities(values[*probability_], count) : Numbers();
  for (const auto* read : {&numbers, &places, &shares}) {
    if (!*read) return std::unexpected(read->error());
  }
  if (number_ && numbers->size() != count) return std::unexpected(wrong_rows(count));
  for (std::size_t i = 0; i < count; ++i) {
    const std::optional<double> label = label_ && std::isfinite((*places)[i]) ? std::optional((*places)[i]) : std::nullopt;
    if (task_ == Task::regression) {
      answer_regression((*numbers)[i], answers);
    } else if (task_ == Task::binary) {
      const std::optional<double> share = probability_ ? std::optional((*shares)[i * width_ + width_ - 1]) : std::nullopt;
      answer_binary(label, share, answers);
    } else {
      answer_multiclass(label, probability_ ? std::span(*shares).subspan(i * width_, width_) : std::span<const double>(), answers);
    }
  }
  return {};
}

void OnnxOutputs::read_nothing(Answers& answers) const {
  if (task_ == Task::regression) {
    answer_regression(0, answers);
  } else if (task_ == Task::binary) {
    answer_binary(std::nullopt, std::nullopt, answers);
  } else {
    answer_multiclass(std::nullopt, {}, answers);
  }
}

void OnnxOutputs::answer_regression(double value, Answers& answers) const {
  answers.values.push_back(std::isfinite(value) ? value : 0.0);
}

void OnnxOutputs::answer_binary(std::optional<double> label, std::optional<double> probability, Answers& answers) const {
  constexpr double kEven = 0.5;
  if (probability && !std::isfinite(*probability)) probability.reset();
  const double share = probability ? std::clamp(*probability, 0.0, 1.0) : label.value_or(kEven);
  answers.probabilities.push_back(share);
  answers.values.push_back(label ? *label : (share >= kEven && probability ? 1.0 : 0.0));
}

void OnnxOutputs::answer_multiclass(std::optional<double> label, std::span<const double> probabilities, Answers& answers) const {
  const bool good = !probabilities.empty() && std::ranges::all_of(probabilities, [](double share) { return std::isfinite(share); });
  std::size_t best = label ? static_cast<std::size_t>(*label) : 0;
  if (good) best = static_cast<std::size_t>(std::ranges::max_element(probabilities) - probabilities.begin());
  for (std::size_t k = 0; k < classes_.size(); ++k) {
    const double share =
        good ? std::clamp(probabilities[k], 0.0, 1.0) : (label ? (k == best ? 1.0 : 0.0) : 1.0 / static_cast<double>(classes_.size()));
    answers.probabilities.push_back(share);
  }
  answers.values.push_back(classes_[best].code);
}

}  // namespace driftd::updaters
