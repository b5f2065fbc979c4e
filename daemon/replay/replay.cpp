#include "daemon/replay/replay.h"

#include <algorithm>
#include <chrono>
#include <ctime>
#include <utility>

#include "config/assertion.h"
#include "daemon/engine/archived_choice.h"
#include "daemon/engine/canary.h"
#include "daemon/engine/comparison.h"
#include "daemon/engine/learning_rows.h"
#include "daemon/registry/sha256.h"
#include "daemon/training/built_in_trainer.h"
#include "detectors/catalogue.h"
#include "updaters/models/automatic/chosen_model.h"

namespace driftd::replay {

using engine::Event;
using engine::Time;

namespace {

std::vector<engine::RankingRule> ranking_rules_of(const std::vector<engine::DecayRule>& rules) {
  std::vector<engine::RankingRule> rankings;
  for (const auto& rule : rules) {
    if (const auto* ranking = std::get_if<engine::RankingRule>(&rule)) rankings.push_back(*ranking);
  }
  return rankings;
}

}  // namespace

Replay::Replay(engine::ModelSettings settings, LabelDelay delay, std::optional<ChangeDelays> changes, std::uint64_t history)
    : settings_(std::move(settings)),
      learner_(config::write_choice(settings_.learner(), "kind")),
      engine_(log_),
      history_(history),
      labels_(delay, history == 0 ? static_cast<std::uint64_t>(settings_.reference.first) : history),
      changes_(std::move(changes)),
      segments_(settings_.features, settings_.segments, static_cast<std::uint64_t>(settings_.reference.first)),
      report_{.closed_loop = detectors::ScoreSums(settings_.task, detectors::needs_of_all_scores()),
              .first_model = detectors::ScoreSums(settings_.task, detectors::needs_of_all_scores())} {
  const config::Json configuration = {{"models", config::Json::array({engine::model_declaration().write(settings_)})}};
  step({.model = {}, .received = {}, .body = engine::Command{.kind = engine::Command::Kind::configure, .text = configuration.dump()}});
  DRIFTD_ASSERT(engine_.find(settings_.name) != nullptr);
  if (history_ > 0) command(engine::Command::Kind::pause, "the history comes first");
  if (!settings_.lists) return;
  lists_.emplace(*settings_.lists, engine::ranking_scores_of(ranking_rules_of(settings_.decay)));
  const auto column = std::ranges::find(settings_.features, settings_.lists->by, &config::Feature::name);
  list_column_ = static_cast<std::size_t>(column - settings_.features.begin());
}

void Replay::row(const streams::LabelledRow& row) {
  now_ = row.time;
  const std::string id = std::to_string(row.number);
  predict(row, id);
  ++report_.events;
  labels_.add({.id = id,
               .row = row.number,
               .predicted = row.time,
               .value = row.label,
               .text = settings_.task == config::Task::multiclass ? std::string(row.label_text) : std::string()});
  labels_.deliver(row.number, row.time, [this](const DueLabel& due) { label(due); });
  if (report_.events == history_) {
    command(engine::Command::Kind::resume, "");
    if (champion_version_ == 0) command(engine::Command::Kind::update, "the history is there");
  }
  constexpr std::uint64_t kReleaseEvery = 4096;
  if (row.number % kReleaseEvery == 0) log_.release_before(engine_.oldest_needed(log_.end()));
}

void Replay::predict(const streams::LabelledRow& row, const std::string& id) {
  categories_.clear();
  for (std::size_t i = 0; i < settings_.features.size(); ++i) {
    if (config::has_text(settings_.features[i].type)) engine::CategoryTexts::append(categories_, row.texts[i]);
  }
  engine::Prediction prediction{.id = id, .time = row.time, .features = row.features, .categories = categories_};
  scores_.clear();
  if (const auto first = versions_.find(1); first != versions_.end()) report_.first_model.add(outcome_of(*first->second, row));
  segments_.learn(row.features, categories_);
  if (champion_) {
    const bool by_canary = engine::answered_by_canary(id, line_up_.canary, line_up_.share);
    prediction.version = by_canary ? line_up_.canary : champion_version_;
    const auto outcome = outcome_of(by_canary ? *versions_.at(line_up_.canary) : *champion_, row);
    report_.closed_loop.add(outcome);
    if (changes_) changes_->answered(row.number, detectors::error_of(settings_.task, outcome));
    score_segments(row, outcome);
    score_list(row);
    prediction.value = answers_.values.front();
    prediction.scores = scores_;
  }
  batch_.begin(engine::BatchKind::predictions, settings_.name, row.time);
  batch_.add(prediction);
  const auto position = log_.append(batch_.bytes());
  engine::decode_batch(log_.at(position), position, [&](const Event& event) { step(event); });
}

/// Leaves the answer and its probabilities in answers_ and scores_.
detectors::Outcome Replay::outcome_of(const updaters::Model& model, const streams::LabelledRow& row) {
  texts_.clear();
  for (std::size_t i = 0; i < settings_.features.size(); ++i) {
    if (settings_.features[i].type == config::FeatureType::text) texts_.push_back(row.texts[i]);
  }
  model.predict({row.features, texts_}, answers_);
  class_scores(model, answers_, scores_);
  detectors::Outcome outcome{.predicted = answers_.values.front(), .truth = row.label};
  for (const auto& candidate : scores_) outcome.give(candidate.code, candidate.probability);
  return outcome;
}

void Replay::score_segments(const streams::LabelledRow& row, const detectors::Outcome& outcome) {
  for (const auto place : segments_.of(row.features, categories_)) {
    if (place == engine::Segments::kNone) continue;
    while (report_.segments.size() < segments_.size()) {
      const auto& name = segments_.name(static_cast<engine::Segments::Place>(report_.segments.size()));
      report_.segments.push_back({.segment = name, .closed_loop = detectors::ScoreSums(settings_.task, detectors::needs_of_all_scores())});
    }
    report_.segments[place].closed_loop.add(outcome);
  }
}

void Replay::score_list(const streams::LabelledRow& row) {
  if (!lists_) return;
  const double answer = answers_.probabilities.empty() ? answers_.values.front() : answers_.probabilities.front();
  lists_->add(row.features[list_column_], answer, row.label);
}

void Replay::label(const DueLabel& due) {
  ++report_.labels;
  step({.model = settings_.name,
        .received = now_,
        .body = engine::Label{.id = due.id, .time = now_, .value = due.value, .value_name = due.text}});
}

std::expected<void, std::string> Replay::finish() {
  labels_.deliver_all([this](const DueLabel& due) { label(due); });
  const auto status = this->status();
  report_.swaps = status.swaps;
  report_.rollbacks = status.rollbacks;
  for (std::size_t i = 0; lists_ && i < lists_->size(); ++i) {
    const bool known = std::ranges::count(report_.rankings, lists_->name(i), &engine::ShownScore::name) > 0;
    if (!known) report_.rankings.push_back({.name = lists_->name(i), .reading = lists_->read(i)});
  }
  if (!changes_) return {};
  auto measured = changes_->report(report_.events);
  if (!measured) return std::unexpected(measured.error());
  report_.changes = std::move(*measured);
  return {};
}

void Replay::command(engine::Command::Kind kind, std::string text) {
  step({.model = settings_.name, .received = now_, .body = engine::Command{.kind = kind, .text = std::move(text)}});
}

void Replay::step(const Event& event) {
  const auto result = engine_.step(event);
  const engine::Actions actions(result.actions.begin(), result.actions.end());
  for (const auto& action : actions) perform(action);
}

void Replay::perform(const engine::Action& action) {
  if (const auto* train_action = std::get_if<engine::Train>(&action.body)) {
    train(*train_action);
  } else if (const auto* compare_action = std::get_if<engine::Compare>(&action.body)) {
    compare(*compare_action);
  } else if (const auto* install = std::get_if<engine::Install>(&action.body)) {
    versions_[install->version] = challengers_.at(install->job);
    step({.model = settings_.name,
          .received = now_,
          .body = engine::Installed{.job = install->job, .version = install->version, .failure = {}}});
  } else if (const auto* serve = std::get_if<engine::Serve>(&action.body)) {
    champion_version_ = serve->version;
    champion_ = serve->version == 0 ? nullptr : versions_.at(serve->version);
    line_up_ = *serve;
  } else if (const auto* discard = std::get_if<engine::Discard>(&action.body)) {
    challengers_.erase(discard->job);
  } else if (const auto* signal = std::get_if<engine::SignalRecord>(&action.body)) {
    record(*signal);
  } else if (const auto* update = std::get_if<engine::UpdateRecord>(&action.body)) {
    record(*update);
  } else if (const auto* told = std::get_if<engine::NotBegunRecord>(&action.body)) {
    report_.not_begun.push_back(*told);
  }
}

std::expected<updaters::ModelPointer, updaters::TrainingFailure> Replay::made(const engine::Train& train, const training::Job& job,
                                                                              const updaters::Dataset& rows,
                                                                              const updaters::Model* base) const {
  if (train.strategy == "start") return training::read_start(settings_.start, settings_.schema());
  if (train.artefact.empty()) return training::train(job, rows, base);
  auto model = updaters::read_model(train.artefact);
  if (!model) return std::unexpected(updaters::TrainingFailure{.cause = updaters::TrainingFailure::Cause::data, .message = model.error()});
  return *model;
}

std::expected<updaters::ModelPointer, updaters::TrainingFailure> Replay::reused(const engine::Train& train, const updaters::Dataset& rows,
                                                                                std::string& choice) const {
  std::vector<engine::ArchivedVersion> versions;
  for (const std::uint64_t number : train.versions) versions.push_back({.number = number, .model = versions_.at(number)});
  const auto chosen = engine::choose_archived(versions, rows);
  if (!chosen)
    return std::unexpected(updaters::TrainingFailure{.cause = updaters::TrainingFailure::Cause::data, .message = chosen.error()});
  choice = chosen->reason;
  return versions_.at(chosen->number);
}

std::expected<updaters::ModelPointer, updaters::TrainingFailure> Replay::base_of(const engine::Train& train) const {
  if (!train.transfer) return train.base_version == 0 ? nullptr : versions_.at(train.base_version);
  const auto found =
      train.transfer->from.model.empty() ? versions_.find(static_cast<std::uint64_t>(train.transfer->from.version)) : versions_.end();
  if (found != versions_.end()) return found->second;
  const std::string message = "a replay knows the versions that it has made itself, and not " + updaters::text_of(train.transfer->from);
  return std::unexpected(updaters::TrainingFailure{.cause = updaters::TrainingFailure::Cause::data, .message = message});
}

void Replay::train(const engine::Train& train) {
  const auto start = std::chrono::steady_clock::now();
  const std::clock_t used = std::clock();
  const training::Job job{.number = train.job,
                          .model = settings_.name,
                          .schema = settings_.schema(),
                          .strategy = train.strategy,
                          .attempt = train.attempt,
                          .seed = train.seed,
                          .learner = updaters::adjusted(learner_, train.adjustments),
                          .transfer = train.transfer};
  const auto rows = engine::gather(log_, train.rows, settings_.schema(), train.classes);
  const auto base = base_of(train);
  std::string choice;
  const auto model = !base ? base : train.versions.empty() ? made(train, job, rows, base->get()) : reused(train, rows, choice);
  engine::TrainingEnded ended{.job = train.job, .succeeded = model.has_value()};
  if (model) {
    challengers_[train.job] = *model;
    ended.artefact_hash = registry::sha256_of((*model)->write());
    ended.reason = choice.empty() ? training::notes_of(job, base->get(), **model) : choice;
    ended.family = updaters::family_chosen(**model);
    const auto errors = (*model)->trial_errors();
    ended.trial_errors.assign(errors.begin(), errors.end());
  } else {
    ended.reason = model.error().message;
    ended.cause = training::cause_of(model.error());
  }
  ended.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  ended.cpu_seconds = static_cast<double>(std::clock() - used) / CLOCKS_PER_SEC;
  step({.model = settings_.name, .received = now_, .body = std::move(ended)});
}

void Replay::compare(const engine::Compare& compare) {
  const auto& champion = *versions_.at(compare.champion_version);
  const auto& challenger = compare.challenger_version == 0 ? *challengers_.at(compare.job) : *versions_.at(compare.challenger_version);
  auto compared = engine::compare_models(log_, compare, settings_, champion, challenger);
  step({.model = settings_.name, .received = now_, .body = std::move(compared)});
}

void Replay::record(const engine::SignalRecord& signal) {
  report_.signals.push_back(signal);
  const bool of_updates = signal.detector == engine::kCircuitDetector;  // and not of the stream
  if (!changes_ || of_updates || signal.signal.level != detectors::Level::drift) return;
  const bool decay = signal.kind == updaters::Cause::Kind::decay;
  changes_->alarm({.watched = decay ? Watched::decay : Watched::drift,
                   .row = signal.row,
                   .seen = decay ? report_.labels : signal.row + 1,
                   .detector = signal.detector,
                   .subject = signal.subject});
}

/// An update is written again at each step: the last word stands. The first training is none.
void Replay::record(const engine::UpdateRecord& update) {
  if (update.base_version == 0) return;
  const auto found = std::ranges::find(report_.updates, update.job, &engine::UpdateRecord::job);
  if (found == report_.updates.end()) {
    report_.updates.push_back(update);
    if (changes_) changes_->update_begun(update.row);
  } else {
    *found = update;
  }
  if (changes_ && update.outcome == "promoted") changes_->promoted(update.row, newest_row());
}

void class_scores(const updaters::Model& model, const updaters::Answers& answers, std::vector<engine::ClassScore>& scores) {
  scores.clear();
  if (answers.probabilities.empty()) return;
  if (model.schema().task == config::Task::binary) {
    scores = {{.code = 0, .probability = 1 - answers.probabilities[0]}, {.code = 1, .probability = answers.probabilities[0]}};
    return;
  }
  const auto classes = model.classes();
  for (std::size_t k = 0; k < classes.size(); ++k) scores.push_back({.code = classes[k].code, .probability = answers.probabilities[k]});
}

}  // namespace driftd::replay
