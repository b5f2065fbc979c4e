#pragma once

// The artefact of a linear model, format "driftd-linear" 2: one JSON object, doubles in the shortest form that reads back the same.
//
//   {"format": "driftd-linear", "format_version": 2, "kind": "logistic", "schema": {"task", "features"}, "encoder": {encoder_text.h},
//    "classes": [{"code", "name"}, ...], "label": {"mean", "deviation"}, "inputs": [sparse input, ...],
//    "weights": [[one a number ..., one a listed input ..., bias], ...], "optimizer": "adagrad", "optimizer_state": [...]}
//
// Of the sparse inputs those alone are listed that have learnt something; the others' weights and states are zeros. The state is that of
// the weights that stand here, row by row (optimizer.h).

#include <expected>
#include <string>
#include <string_view>

#include "updaters/models/linear/generalized_linear.h"

namespace driftd::updaters {

std::string write_linear(const LinearParts& parts);
/// Everything is checked: types, bounds, and that the sizes fit each other. The error says what is wrong.
std::expected<LinearParts, std::string> read_linear(std::string_view text);

}  // namespace driftd::updaters
