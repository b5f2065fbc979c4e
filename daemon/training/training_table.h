#pragma once

// The rows of a job on disk: written by the daemon (train.csv, train.npy), read back by the built-in trainer.

#include <cstdint>
#include <expected>
#include <filesystem>
#include <span>
#include <string>

#include "config/features.h"
#include "daemon/engine/rows.h"
#include "daemon/engine/samples.h"
#include "updaters/dataset.h"

namespace driftd::training {

/// What stands in a training table.
struct WrittenRows {
  std::uint64_t count = 0;
  engine::Time first;  // the earliest and the latest prediction among them
  engine::Time last;
};

/// Categories and classes go out as their texts, what is missing as nothing (in train.npy as NaN). Rows that are gone from the journal are
/// left out.
std::expected<WrittenRows, std::string> write_training_table(const std::filesystem::path& folder, const engine::Rows& rows,
                                                             std::span<const engine::Sample> samples, const config::ModelSchema& schema,
                                                             std::span<const updaters::ClassName> classes);

std::expected<updaters::Dataset, std::string> read_training_table(const std::filesystem::path& folder, const config::ModelSchema& schema);

}  // namespace driftd::training
