#pragma once

// Transfer: a training that starts from the artefact of another model, or of another version of its own, where that knows something that
// the rows at hand are too few to tell. What fits is copied, features, categories and classes by their names; of that some may be frozen;
// the rest is learnt. Pan, Yang: A Survey on Transfer Learning, IEEE TKDE 22 (2010); Yosinski et al.: How Transferable are Features in Deep
// Neural Networks?, NIPS 2014.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "config/declaration.h"
#include "config/features.h"
#include "detectors/state.h"

namespace driftd::updaters {

/// What of a source may stay as it is: a network's hidden layers, so that little more than its head learns; or every weight that was
/// carried over, so that only what is new learns, and the biases.
enum class Freezable : std::uint8_t { hidden, carried };

/// Whose artefact.
struct SourceVersion {
  std::string model;         // "": that of the model itself
  std::int64_t version = 0;  // 0: the one in force
  bool operator==(const SourceVersion&) const = default;
};

struct TransferOrder {
  SourceVersion from;
  std::vector<Freezable> freeze;
  bool operator==(const TransferOrder&) const = default;
};

const config::Declaration<SourceVersion>& source_version_declaration();
config::Shape<std::vector<Freezable>> freeze_shape();
/// As a job has it: {"from": {"model", "version"}, "freeze": ["hidden"]}.
const config::Declaration<TransferOrder>& transfer_order_declaration();

/// For people: "version 3 of "churn"".
std::string text_of(const SourceVersion& from);
/// For people, which features are carried over (by name and type), which are new, which are left behind; "" where none is carried over.
std::string carried_features(const config::Features& from, const config::Features& to);

void save(const std::optional<TransferOrder>& order, detectors::StateWriter& state);
void load(std::optional<TransferOrder>& order, detectors::StateReader& state);

}  // namespace driftd::updaters
