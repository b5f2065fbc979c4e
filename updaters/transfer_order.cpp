#include "updaters/transfer_order.h"

#include <fmt/format.h>

#include <algorithm>

namespace driftd::updaters {
namespace {

constexpr std::size_t kMostFrozen = 2;

/// The first few names, and how many more there are.
std::string listed(const std::vector<std::string>& names) {
  constexpr std::size_t kShown = 5;
  const auto shown = names.begin() + static_cast<std::ptrdiff_t>(std::min(names.size(), kShown));
  std::string text = fmt::format("{}", fmt::join(names.begin(), shown, ", "));
  if (names.size() > kShown) text += fmt::format(" and {} more", names.size() - kShown);
  return text;
}

/// Those of `features` that are among `others`, or are not.
std::vector<std::string> names_among(const config::Features& features, const config::Features& others, bool among) {
  std::vector<std::string> names;
  for (const auto& feature : features) {
    if ((std::ranges::find(others, feature) != others.end()) == among) names.push_back(feature.name);
  }
  return names;
}

}  // namespace

const config::Declaration<SourceVersion>& source_version_declaration() {
  static const auto declaration =
      config::Declaration<SourceVersion>("whose artefact a training starts from")
          .optional("model", &SourceVersion::model, config::text({.max_length = 128}),
                    "another model, by its name; left out: an earlier version of this one")
          .optional("version", &SourceVersion::version, config::integer({.min = 0}), "its number; 0: the one in force")
          .check([](const SourceVersion& read, const std::string& path, config::Problems& problems) {
            std::string name;
            if (read.model.empty()) return;
            config::text({.min_length = 1, .max_length = 128, .word = true})
                .read(name, config::Json(read.model), config::step_into(path, "model"), problems);
          });
  return declaration;
}

config::Shape<std::vector<Freezable>> freeze_shape() {
  return config::list(config::one_of<Freezable>({{"hidden", Freezable::hidden}, {"carried", Freezable::carried}}), 0, kMostFrozen);
}

const config::Declaration<TransferOrder>& transfer_order_declaration() {
  static const auto declaration =
      config::Declaration<TransferOrder>("what a training starts from")
          .required("from", &TransferOrder::from, config::object(source_version_declaration()), "whose artefact is in base/")
          .optional("freeze", &TransferOrder::freeze, freeze_shape(), "what of it stays as it is");
  return declaration;
}

std::string text_of(const SourceVersion& from) {
  const std::string version = from.version == 0 ? "the version in force" : fmt::format("version {}", from.version);
  return from.model.empty() ? version : fmt::format("{} of \"{}\"", version, from.model);
}

std::string carried_features(const config::Features& from, const config::Features& to) {
  const auto carried = names_among(to, from, true);
  if (carried.empty()) return {};
  std::string text = "carries over " + listed(carried);
  if (const auto fresh = names_among(to, from, false); !fresh.empty()) text += "; new: " + listed(fresh);
  if (const auto gone = names_among(from, to, false); !gone.empty()) text += "; left behind: " + listed(gone);
  return text;
}

void save(const std::optional<TransferOrder>& order, detectors::StateWriter& state) {
  state.put(order.has_value());
  if (!order) return;
  state.put(std::string_view(order->from.model));
  state.put(order->from.version);
  state.put(static_cast<std::uint64_t>(order->freeze.size()));
  for (const Freezable each : order->freeze) state.put(each);
}

void load(std::optional<TransferOrder>& order, detectors::StateReader& state) {
  order.reset();
  if (!state.get<bool>()) return;
  TransferOrder read;
  state.get(read.from.model);
  state.get(read.from.version);
  read.freeze.resize(std::min<std::uint64_t>(state.get_count(), kMostFrozen));
  for (Freezable& each : read.freeze) {
    state.get(each);
    if (each > Freezable::carried) state.fail();
  }
  if (read.from.version < 0) state.fail();
  if (!state.failed()) order = std::move(read);
}

}  // namespace driftd::updaters
