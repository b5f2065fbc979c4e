#include "daemon/training/artefact.h"

#include <system_error>

#include "daemon/training/built_in_trainer.h"
#include "updaters/models/onnx/onnx_model.h"

namespace driftd::training {

namespace fs = std::filesystem;

namespace {

std::expected<updaters::OnnxNotes, std::string> notes_beside(const fs::path& file) {
  std::error_code error;
  const fs::path notes = file.parent_path() / "result.json";
  if (!fs::exists(notes, error)) return updaters::OnnxNotes{};
  auto result = read_result_file(notes);
  if (!result) return std::unexpected(result.error());
  return updaters::OnnxNotes{.classes = std::move(result->classes), .categories = std::move(result->categories)};
}

std::expected<updaters::ModelPointer, std::string> read_onnx_file(const fs::path& file, const config::ModelSchema& schema) {
  auto bytes = read_text(file, updaters::kLargestOnnx);
  if (!bytes) return std::unexpected(bytes.error());
  const auto notes = notes_beside(file);
  if (!notes) return std::unexpected(notes.error());
  auto model = updaters::read_onnx(std::move(*bytes), schema, *notes);
  if (!model) return std::unexpected(file.filename().string() + ": " + model.error());
  return model;
}

}  // namespace

std::string_view format_of(const fs::path& file) {
  return file.extension() == ".onnx" ? kOnnxFormat : "driftd-linear";
}

std::expected<updaters::ModelPointer, std::string> read_artefact(const fs::path& file, std::string_view format,
                                                                 const config::ModelSchema& schema) {
  if (format == kOnnxFormat) return read_onnx_file(file, schema);
  auto model = read_artefact(file);
  if (model && (*model)->schema() != schema)
    return std::unexpected(file.filename().string() + " was made for another task or other features than the settings name");
  return model;
}

}  // namespace driftd::training
