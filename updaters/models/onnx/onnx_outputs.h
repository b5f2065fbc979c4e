#pragma once

// From what an ONNX model gives to answers. Which output is what is seen in a trial:
//
//   regression    the first output of numbers, [n] or [n, 1]
//   otherwise     the probabilities: the first output of floats or doubles, [n, classes] (binary also [n] or [n, 1]: that of class 1), or a
//                 list of n maps from class to probability (skl2onnx makes these where it is not told otherwise);
//                 the label: the first output of whole numbers, strings or bools, [n] or [n, 1]. Either may be absent.
//
// A binary model answers its label, where there is none whether the probability is at least 1/2. Of more classes the likeliest is the
// answer, and the label only where there are no probabilities: a whole number is a class of that name, else a place among the classes.
// Classes come from result.json, else from the maps' keys; without either a model of many classes is refused.
// An answer must be finite: what a model has no number for is answered as if it knew nothing (0, or all classes alike).

#include <expected>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "config/features.h"
#include "updaters/models/model.h"
#include "updaters/models/onnx/onnx_notes.h"
#include "updaters/models/onnx/onnx_runtime.h"

namespace driftd::updaters {

class OnnxOutputs {
 public:
  /// `trial`: what the model gave for `rows` rows.
  static std::expected<OnnxOutputs, std::string> match(const std::vector<onnx::Port>& ports, std::span<const onnx::Value> trial,
                                                       std::size_t rows, config::Task task, const OnnxNotes& notes);

  std::span<const ClassName> classes() const { return classes_; }
  /// Appends the answers for `count` rows.
  std::expected<void, std::string> read(std::span<const onnx::Value> values, std::size_t count, Answers& answers) const;
  /// Appends the answer that knows nothing.
  void read_nothing(Answers& answers) const;

 private:
  explicit OnnxOutputs(config::Task task) : task_(task) {}

  std::expected<void, std::string> find_roles(const std::vector<onnx::Port>& ports, std::span<const onnx::Value> trial, std::size_t rows);
  std::expected<void, std::string> name_classes(std::span<const onnx::Value> trial, const OnnxNotes& notes);
  std::expected<std::vector<double>, std::string> probabilities(const onnx::Value& value, std::size_t count) const;
  std::expected<std::vector<double>, std::string> probabilities_of_maps(const onnx::Value& value, std::size_t count) const;
  std::expected<std::vector<double>, std::string> labels(const onnx::Value& value, std::size_t count) const;
  double label_of(double number) const;
  double label_of(const std::string& text) const;
  std::optional<std::size_t> place_of(const std::string& name) const;
  void answer_regression(double value, Answers& answers) const;
  void answer_binary(std::optional<double> label, std::optional<double> probability, Answers& answers) const;
  void answer_multiclass(std::optional<double> label, std::span<const double> probabilities, Answers& answers) const;

  config::Task task_;
  std::optional<std::size_t> number_;
  std::optional<std::size_t> label_;
  std::optional<std::size_t> probability_;
  std::size_t width_ = 1;           // of the probabilities
  std::vector<std::string> names_;  // of the probabilities' columns
  std::vector<ClassName> classes_;  // the same, of a multiclass task
};

}  // namespace driftd::updaters
