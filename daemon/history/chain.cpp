#include "daemon/history/chain.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <utility>

#include "daemon/history/rows.h"
#include "daemon/history/schema.h"

namespace driftd::history {
namespace {

using config::Json;
using ToJson = Json (*)(const Statement&);

constexpr auto kNoEnd = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());

/// Between two updates of a model, by their jobs and by the rows at which they began.
struct Stretch {
  std::uint64_t after_job = 0;
  std::uint64_t until_job = kNoEnd;  // exclusive
  std::int64_t after_row = -1;
  std::uint64_t until_row = kNoEnd;  // inclusive
};

/// The file was found to be good: a question that fails all the same is answered with nothing, and failure() tells.
class Questions {
 public:
  Questions(Database& database, std::string_view model) : database_(database), model_(model) {}

  /// Newest first, at most kMostChained.
  template <class... Values>
  Json rows(std::string_view columns, std::string_view where, std::string_view key, ToJson to_json, const Values&... values) {
    Json found = Json::array();
    auto statement =
        database_.prepare(fmt::format("{}WHERE model = ? AND {} ORDER BY {} DESC LIMIT {}", columns, where, key, kMostChained));
    if (!statement) {
      failure_ = statement.error();
      return found;
    }
    statement->with(model_, values...);
    for (;;) {
      const auto stepped = statement->step();
      if (!stepped) failure_ = stepped.error();
      if (!stepped || *stepped == Statement::Step::done) return found;
      found.push_back(to_json(*statement));
    }
  }

  template <class... Values>
  Json newest(std::string_view columns, std::string_view where, std::string_view key, ToJson to_json, const Values&... values) {
    const Json found = rows(columns, where, key, to_json, values...);
    return found.empty() ? Json() : found.front();
  }

  /// The update that became a version; a rollback names the version that it took away, and made none.
  Json update_of(std::uint64_t version) {
    return newest(kUpdateColumns, "version = ? AND strategy <> 'rollback'", "job", update_json, version);
  }

  /// Of those that were promoted and not rolled back the newest, 0: none.
  std::uint64_t in_force() {
    const Json update =
        newest(kUpdateColumns,
               "outcome = 'promoted' AND version NOT IN (SELECT version FROM updates AS other WHERE other.model = updates.model "
               "AND outcome = 'rolled_back')",
               "job", update_json);
    return update.is_null() ? 0 : update["version"].get<std::uint64_t>();
  }

  Json between(const Stretch& stretch) {
    Json signals = rows(kSignalColumns, "row > ? AND row <= ?", "number", signal_json, stretch.after_row, stretch.until_row);
    Json updates = rows(kUpdateColumns, "job > ? AND job < ?", "job", update_json, stretch.after_job, stretch.until_job);
    Json not_begun = rows(kNotBegunColumns, "job >= ? AND job < ?", "number", not_begun_json, stretch.after_job, stretch.until_job);
    for (Json* list : {&signals, &updates, &not_begun}) std::reverse(list->begin(), list->end());
    return {{"signals", std::move(signals)}, {"updates", std::move(updates)}, {"not_begun", std::move(not_begun)}};
  }

  /// The cause may lie further back than the newest signals, where a cool-down had to be waited for.
  void see_to_cause(Json& signals, const Json& number) {
    if (number.is_null() || std::any_of(signals.begin(), signals.end(), [&](const Json& signal) { return signal["number"] == number; }))
      return;
    const Json cause = newest(kSignalColumns, "number = ?", "number", signal_json, number.get<std::uint64_t>());
    if (!cause.is_null()) signals.insert(signals.begin(), cause);
  }

  Json watch_of(std::uint64_t job) { return newest(kWatchColumns, "job = ?", "job", watch_json, job); }

  const std::string& failure() const { return failure_; }

  /// The newest promotion over this version, even where that was rolled back later.
  Json replacement_of(std::uint64_t version) {
    return newest(kUpdateColumns, "base_version = ? AND version > 0 AND strategy <> 'rollback'", "job", update_json, version);
  }

  Json rollback_of(std::uint64_t version) {
    return newest(kUpdateColumns, "version = ? AND outcome = 'rolled_back'", "job", update_json, version);
  }

 private:
  Database& database_;
  std::string_view model_;
  std::string failure_;
};

std::uint64_t job_of(const Json& update) {
  return update.is_null() ? 0 : update["job"].get<std::uint64_t>();
}

Json after(Questions& questions, std::uint64_t version, bool in_force, const Json& watch, const Json& replacement) {
  if (in_force) return {{"outcome", "in_force"}, {"version", nullptr}, {"time", nullptr}, {"reason", nullptr}};
  if (const Json rollback = questions.rollback_of(version); !rollback.is_null()) {
    const bool watched = !watch.is_null() && watch["outcome"] == "rolled_back";
    return {{"outcome", "rolled_back"},
            {"version", nullptr},
            {"time", watched ? watch["time"] : rollback["time"]},
            {"reason", watched ? watch["reason"] : rollback["reason"]}};
  }
  if (replacement.is_null()) return nullptr;
  const Json next = questions.watch_of(job_of(replacement));
  return {{"outcome", "replaced"},
          {"version", replacement["version"]},
          {"time", next.is_null() ? replacement["time"] : next["begun"]},
          {"reason", nullptr}};
}

Json chain(Questions& questions, std::string_view model, std::optional<std::uint64_t> asked) {
  const std::uint64_t serving = questions.in_force();
  const std::uint64_t version = asked.value_or(serving);
  const bool in_force = version != 0 && version == serving;
  const Json update = version == 0 ? Json() : questions.update_of(version);
  const bool known = !update.is_null();
  const Json base = known ? questions.update_of(update["base_version"].get<std::uint64_t>()) : Json();
  const Json replacement = in_force || !known ? Json() : questions.replacement_of(version);
  const Json watch = known ? questions.watch_of(job_of(update)) : Json();
  const Json nothing = {{"signals", Json::array()}, {"updates", Json::array()}, {"not_begun", Json::array()}};
  Stretch before{.after_job = job_of(base), .until_job = job_of(update), .after_row = -1, .until_row = kNoEnd};
  if (known) before.until_row = update["row"].get<std::uint64_t>();
  if (!base.is_null()) before.after_row = base["row"].get<std::int64_t>();
  Json led_here = known ? questions.between(before) : nothing;
  if (known) questions.see_to_cause(led_here["signals"], update["signal"]);
  Stretch since{.after_job = job_of(update), .until_job = kNoEnd, .after_row = -1, .until_row = kNoEnd};
  if (known) since.after_row = update["row"].get<std::int64_t>();
  if (!replacement.is_null()) {
    since.until_job = job_of(replacement);
    since.until_row = replacement["row"].get<std::uint64_t>();
  }
  return {{"model", model},
          {"version", version},
          {"in_force", in_force},
          {"update", update},
          {"before", std::move(led_here)},
          {"watch", watch},
          {"after", version == 0 ? Json() : after(questions, version, in_force, watch, replacement)},
          {"since", known || version == 0 ? questions.between(since) : nothing}};
}

}  // namespace

std::expected<Json, std::string> chain_of(const std::filesystem::path& file, std::string_view model, std::optional<std::uint64_t> version) {
  const auto wrong = [&](const std::string& what) {
    return std::unexpected(fmt::format("cannot read the history {}: {}", file.string(), what));
  };
  auto database = Database::open(file, Database::Access::read);
  if (!database) return wrong(database.error());
  if (auto begun = database->execute("BEGIN"); !begun) return wrong(begun.error());
  if (auto readable = check_readable(*database); !readable) return wrong(readable.error());
  Questions questions(*database, model);
  Json told = chain(questions, model, version);
  if (!questions.failure().empty()) return wrong(questions.failure());
  return told;
}

}  // namespace driftd::history
