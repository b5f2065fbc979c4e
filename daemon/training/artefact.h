#pragma once

// A model's file, of whatever format: driftd's own families (JSON that says itself what it is), or ONNX from another trainer, which needs
// the settings' schema and what result.json beside it says of classes and categories.

#include <expected>
#include <filesystem>
#include <string>
#include <string_view>

#include "updaters/models/model.h"

namespace driftd::training {

constexpr std::string_view kOnnxFormat = "onnx";

/// `format` as the version's manifest or the trainer's result says; the model answers `schema`, else the error says why not.
std::expected<updaters::ModelPointer, std::string> read_artefact(const std::filesystem::path& file, std::string_view format,
                                                                 const config::ModelSchema& schema);

/// The format of a file that the settings name: ONNX where it ends in .onnx.
std::string_view format_of(const std::filesystem::path& file);

}  // namespace driftd::training
