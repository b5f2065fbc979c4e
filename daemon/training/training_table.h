#pragma once

// The rows of a job on disk: written by the daemon (train.csv, train.npy), read back by the built-in trainer.

#include <expected>
#include <filesystem>
#include <span>
#include <string>

#include "config/features.h"
#include "daemon/engine/rows.h"
#include "daemon/engine/samples.h"
#include "updaters/dataset.h"

namespace driftd::training {

/// Categories and classes go out as their texts, what is missing as nothing (in train.npy as NaN). Rows that are gone from the journal are left out.
std::expected<void, std::string> write_training_table(const std::filesystem::path& folder, const engine::Rows& rows, std::span<const engine::Sample> samples,
                                                      const config::ModelSchema& schema, std::span<const updaters::ClassName> classes);

std::expected<updaters::Dataset, std::string> read_training_table(const std::filesystem::path& folder, const config::ModelSchema& schema);

}  // namespace driftd::training
