#pragma once

// A model that was made elsewhere: a file in the ONNX format (scikit-learn by skl2onnx, PyTorch, Keras, XGBoost by their exporters), run by
// ONNX Runtime behind the same face as the built-in families.
//
// What it takes is seen from its inputs (onnx_inputs.h), what it answers from its outputs (onnx_outputs.h). Whether it fits the model that
// it is to serve is found out when it is read: every input must have a feature, and a trial on rows of zeros must give one finite answer a
// row. It is never continued here: whoever trained it keeps a checkpoint of their own beside it.
//
// TensorFlow Serving and Triton take a model with whatever inputs it has and leave it to the client to send them; here a mismatch is
// refused before the version counts.

#include <expected>
#include <string>
#include <string_view>

#include "updaters/models/model.h"
#include "updaters/models/onnx/onnx_notes.h"

namespace driftd::updaters {

/// Largest file in bytes.
constexpr std::size_t kLargestOnnx = std::size_t{256} << 20U;

/// `file`: the bytes. The error says what does not fit, and what to do.
std::expected<ModelPointer, std::string> read_onnx(std::string file, const config::ModelSchema& schema, const OnnxNotes& notes);

}  // namespace driftd::updaters
