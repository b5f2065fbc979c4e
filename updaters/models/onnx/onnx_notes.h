#pragma once

// What an ONNX file does not say of itself, and its trainer therefore writes beside it (result.json, see docs/trainers.md).

#include <map>
#include <string>
#include <vector>

namespace driftd::updaters {

struct OnnxNotes {
  /// The classes in the order of the probabilities' columns; a binary model's are 0 and 1 where nothing is said.
  std::vector<std::string> classes;
  /// By feature, the categories that the model knows: the way back from a row's code to its text, or to its place in this list.
  std::map<std::string, std::vector<std::string>> categories;
};

}  // namespace driftd::updaters
