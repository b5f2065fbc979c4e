#pragma once

// Labelled rows, looked up where they stand, as a dataset. Pure: the training room, the gate and a replay all call it.

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "config/features.h"
#include "daemon/engine/rows.h"
#include "daemon/engine/samples.h"
#include "updaters/models/model.h"

namespace driftd::engine {

/// Of a row's category texts (see CategoryTexts) those of the features that are texts.
void append_texts(std::string_view categories, const config::Features& features, std::vector<std::string>& texts);

/// Rows that the journal does not hold any more, or that have another width than the schema, are left out.
updaters::Dataset gather(const Rows& rows, std::span<const Sample> samples, const config::ModelSchema& schema,
                         std::span<const updaters::ClassName> classes);

}  // namespace driftd::engine
