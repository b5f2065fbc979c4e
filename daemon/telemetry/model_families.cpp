#include "daemon/telemetry/model_families.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "daemon/telemetry/families.h"

namespace driftd::telemetry {
namespace {

using engine::ModelStatus;
using engine::SignalStatus;
using prometheus::MetricFamily;

constexpr std::array<std::string_view, 6> kFinalOutcomes{"promoted", "rejected", "inconclusive", "failed", "dropped", "rolled_back"};

Labels of(const ModelStatus& model) {
  return {{"model", model.name}};
}

std::uint64_t rejected_of(const ModelStatus& model, EventKind kind, std::span<const RejectedEvents> rejected) {
  std::uint64_t count = 0;
  for (const RejectedEvents& events : rejected) {
    if (events.model == model.name && events.kind == kind) count += events.count;
  }
  return count;
}

MetricFamily events(std::span<const ModelStatus> models, std::span<const RejectedEvents> rejected) {
  auto family =
      counter("driftd_events_total",
              "Predictions and labels received since the journal began, by what became of them: accepted; duplicate (its id is known "
              "already, and the first one counts); expired (a prediction that was never labelled in time); orphaned (a label whose "
              "prediction never came in time); rejected (refused before the journal, since the daemon started). Expired and "
              "orphaned ones were accepted before.");
  for (const ModelStatus& model : models) {
    const auto put = [&](const char* kind, const char* result, std::uint64_t count) {
      add(family, {{"model", model.name}, {"kind", kind}, {"result", result}}, count);
    };
    put("prediction", "accepted", model.counts.predictions);
    put("prediction", "duplicate", model.counts.duplicate_predictions);
    put("prediction", "expired", model.counts.expired_predictions);
    put("prediction", "rejected", rejected_of(model, EventKind::prediction, rejected));
    put("label", "accepted", model.counts.labels);
    put("label", "duplicate", model.counts.duplicate_labels);
    put("label", "orphaned", model.counts.orphaned_labels);
    put("label", "rejected", rejected_of(model, EventKind::label, rejected));
  }
  return family;
}

MetricFamily waiting(std::span<const ModelStatus> models) {
  auto family =
      gauge("driftd_join_pending",
            "Events that wait for their other half: predictions for a label, labels for a prediction. Predictions that pile up mean "
            "that labels are late or lost; labels that pile up mean that predictions are not logged or that ids differ.");
  for (const ModelStatus& model : models) {
    add(family, {{"model", model.name}, {"kind", "prediction"}}, model.waiting_predictions);
    add(family, {{"model", model.name}, {"kind", "label"}}, model.waiting_labels);
  }
  return family;
}

MetricFamily label_delay(std::span<const ModelStatus> models) {
  auto family =
      histogram("driftd_label_delay_seconds",
                "How long after a prediction its label's truth was known, by the events' own times. Scores and decay checks are as "
                "late as this.");
  for (const ModelStatus& model : models)
    add(family, of(model), engine::kLabelDelayBounds, model.label_delay.counts, model.label_delay.sum);
  return family;
}

/// Two checks may watch one subject with one detector; the worse of them speaks.
std::vector<SignalStatus> one_each(const ModelStatus& model) {
  std::vector<SignalStatus> signals = model.signals;
  std::ranges::stable_sort(signals, std::ranges::greater(), [](const SignalStatus& status) { return status.signal.level; });
  std::vector<SignalStatus> chosen;
  for (SignalStatus& status : signals) {
    const bool known = std::ranges::any_of(
        chosen, [&status](const auto& other) { return other.detector == status.detector && other.subject == status.subject; });
    if (!known) chosen.push_back(std::move(status));
  }
  return chosen;
}

void put_signals(std::span<const ModelStatus> models, std::vector<MetricFamily>& families) {
  auto level =
      gauge("driftd_signal_level", "What a check says: 0 learning (too few values yet), 1 stable, 2 warning, 3 drift. Alert on == 3.");
  auto statistic = gauge("driftd_signal_statistic", "A check's newest statistic, in its detector's own unit; see `driftd catalog`.");
  auto p_value = gauge("driftd_signal_p_value",
                       "A check's newest p-value, where its detector has one: how surprising the window would be had nothing changed.");
  auto threshold =
      gauge("driftd_signal_threshold",
            "Where a check calls drift: held against driftd_signal_p_value (drift below it) where that series exists, else against "
            "driftd_signal_statistic.");
  auto allowed = gauge(
      "driftd_signal_allowed_false_alarms",
      "False alarms that a check may be expected to raise in the period of the model's budget (false_alarms.per): its share. Absent where "
      "there is no budget or the check keeps to none.");
  for (const ModelStatus& model : models) {
    for (const SignalStatus& status : one_each(model)) {
      const Labels labels{{"model", model.name}, {"subject", status.subject}, {"detector", status.detector}};
      add(level, labels, static_cast<double>(status.signal.level));
      add(statistic, labels, status.signal.statistic);
      add(p_value, labels, status.signal.p_value);
      add(threshold, labels, status.signal.threshold);
      add(allowed, labels, status.signal.allowed);
    }
  }
  for (MetricFamily* family : {&level, &statistic, &p_value, &threshold, &allowed}) families.push_back(std::move(*family));
}

/// A score and the ends of its interval.
struct ScoreFamilies {
  MetricFamily value;
  MetricFamily low;
  MetricFamily high;

  void put(const Labels& labels, const engine::ScoreStatus& score) {
    if (!score.value) return;
    add(value, labels, *score.value);
    if (!score.interval) return;
    add(low, labels, score.interval->low);
    add(high, labels, score.interval->high);
  }
  void move_to(std::vector<MetricFamily>& families) {
    for (MetricFamily* family : {&value, &low, &high}) families.push_back(std::move(*family));
  }
};

void put_scores(std::span<const ModelStatus> models, std::vector<MetricFamily>& families) {
  ScoreFamilies scores{
      .value = gauge("driftd_score",
                     "How good the model is over its newest window of labelled predictions, by score; whether more is better depends on "
                     "the score. Absent until enough labels have come."),
      .low = gauge("driftd_score_low", "Lower end of the 95 % confidence interval of driftd_score: how well the window tells."),
      .high = gauge("driftd_score_high", "Upper end of the 95 % confidence interval of driftd_score.")};
  for (const ModelStatus& model : models) {
    for (const auto& score : model.scores) scores.put({{"model", model.name}, {"score", score.score}}, score);
  }
  scores.move_to(families);
}

/// Families of their own: a sum or a mean over driftd_score must not count the outcomes of a segment twice, and no alert on it begin to
/// fire because somebody asked for segments.
void put_segments(std::span<const ModelStatus> models, std::vector<MetricFamily>& families) {
  ScoreFamilies scores{
      .value = gauge("driftd_segment_score",
                     "What driftd_score is of the outcomes where a feature had one value, over the same window: those scores that a rule "
                     "names, and accuracy or mae."),
      .low = gauge("driftd_segment_score_low", "Lower end of the 95 % confidence interval of driftd_segment_score."),
      .high = gauge("driftd_segment_score_high", "Upper end of the 95 % confidence interval of driftd_segment_score.")};
  auto outcomes = gauge("driftd_segment_outcomes", "Labelled predictions of a segment in the model's newest window.");
  for (const ModelStatus& model : models) {
    for (const auto& segment : model.segments) {
      add(outcomes, {{"model", model.name}, {"segment", segment.segment}}, segment.outcomes);
      for (const auto& score : segment.scores)
        scores.put({{"model", model.name}, {"segment", segment.segment}, {"score", score.score}}, score);
    }
  }
  scores.move_to(families);
  families.push_back(std::move(outcomes));
}

MetricFamily updates(std::span<const ModelStatus> models) {
  auto family = counter(
      "driftd_updates_total",
      "Updates that came to their end, by strategy and outcome: promoted, rejected (it lost at the gate), inconclusive (too "
      "little to tell), failed (it never reached the gate), dropped (it lost its reason), rolled_back (promoted, then taken back).");
  for (const ModelStatus& model : models) {
    for (const auto& [key, count] : model.updates) {
      const auto& [strategy, outcome] = key;
      if (std::ranges::find(kFinalOutcomes, outcome) == kFinalOutcomes.end()) continue;
      add(family, {{"model", model.name}, {"strategy", strategy}, {"outcome", outcome}}, count);
    }
  }
  return family;
}

MetricFamily update_seconds(std::span<const ModelStatus> models) {
  auto family =
      histogram("driftd_update_seconds", "How long the phases of updates took; training is the trainer's own process, wall time.");
  for (const ModelStatus& model : models) {
    add(family, {{"model", model.name}, {"phase", "training"}}, engine::kTrainingBounds, model.training_seconds.counts,
        model.training_seconds.sum);
  }
  return family;
}

void put_publications(std::span<const ModelStatus> models, std::vector<MetricFamily>& families) {
  auto version = gauge("driftd_published_version",
                       "The version that a target outside has, by target; behind driftd_model_version: it is being retried. 0: none yet.");
  auto failures = counter("driftd_publication_failures_total",
                          "Attempts to publish a version to a target outside that came to nothing, since driftd started.");
  for (const ModelStatus& model : models) {
    for (const auto& entry : model.publications) {
      add(version, {{"model", model.name}, {"target", entry.target}}, entry.published);
      add(failures, {{"model", model.name}, {"target", entry.target}}, entry.failures);
    }
  }
  families.push_back(std::move(version));
  families.push_back(std::move(failures));
}

void put_ladder(std::span<const ModelStatus> models, std::vector<MetricFamily>& families) {
  auto circuit =
      gauge("driftd_update_circuit_open",
            "1 while all attempts at an update were spent in vain: the champion stays, and nothing begins until new labels have closed the "
            "circuit, or an operator commands it. Alert on == 1. The reason is in the model's status.");
  auto seconds = counter("driftd_training_cpu_seconds_total", "Processor time of the model's trainers and of what they started.");
  auto day = gauge("driftd_training_cpu_day_seconds", "Processor time that the model's trainings used in the last day of events.");
  auto allowed = gauge("driftd_training_cpu_day_limit_seconds",
                       "What driftd_training_cpu_day_seconds may come to (update.budget.cpu_per_day): then no training begins.");
  auto alpha =
      gauge("driftd_gate_alpha_left",
            "What is unspent of the gate's alpha: attempts share it, until a promotion has stood its watch or enough labels have come.");
  auto quarantined = gauge("driftd_quarantined_artefacts", "Artefacts that were rolled back and are refused by their hash.");
  for (const ModelStatus& model : models) {
    add(circuit, of(model), std::uint64_t{model.ladder.circuit.empty() ? 0U : 1U});
    add(seconds, of(model), model.ladder.cpu_seconds);
    add(day, of(model), model.ladder.cpu_of_day);
    add(allowed, of(model), model.ladder.cpu_per_day);
    add(alpha, of(model), model.gate.alpha_left);
    add(quarantined, of(model), static_cast<std::uint64_t>(model.quarantine.size()));
  }
  for (MetricFamily* family : {&circuit, &seconds, &day, &allowed, &alpha, &quarantined}) families.push_back(std::move(*family));
}

template <class Read>
MetricFamily by_model(MetricFamily family, std::span<const ModelStatus> models, Read read) {
  for (const ModelStatus& model : models) add(family, of(model), static_cast<double>(read(model)));
  return family;
}

}  // namespace

std::vector<MetricFamily> model_families(std::span<const ModelStatus> models, std::span<const RejectedEvents> rejected) {
  std::vector<MetricFamily> families;
  families.push_back(events(models, rejected));
  families.push_back(waiting(models));
  families.push_back(label_delay(models));
  put_signals(models, families);
  families.push_back(by_model(gauge("driftd_model_level",
                                    "How the model stands: 0 learning, 1 stable, 2 warning, 3 drift (the worst of its checks), or 4 "
                                    "broken: the data that reach it are faulty, "
                                    "and no update begins for drift or decay until they are whole again. See `driftd status`."),
                              models, [](const ModelStatus& model) { return static_cast<std::uint64_t>(engine::level_of(model)); }));
  put_scores(models, families);
  put_segments(models, families);
  families.push_back(updates(models));
  families.push_back(update_seconds(models));
  put_ladder(models, families);
  families.push_back(by_model(gauge("driftd_model_version", "The version that answers now; 0: none yet. It goes down on a rollback."),
                              models, [](const ModelStatus& model) { return model.version; }));
  families.push_back(
      by_model(gauge("driftd_canary_share", "The share of the requests that a challenger answers before it is promoted; 0: none does."),
               models, [](const ModelStatus& model) { return model.canary_share; }));
  families.push_back(by_model(counter("driftd_swaps_total", "How often another version began to answer, rollbacks included."), models,
                              [](const ModelStatus& model) { return model.swaps; }));
  put_publications(models, families);
  families.push_back(
      by_model(counter("driftd_rollbacks_total", "How often a promoted version was taken back, by its watch or by an operator."), models,
               [](const ModelStatus& model) { return model.rollbacks; }));
  families.push_back(
      by_model(gauge("driftd_model_paused", "1 while an operator has paused the model's updates; its checks go on. 0 otherwise."), models,
               [](const ModelStatus& model) { return model.paused ? 1 : 0; }));
  return families;
}

}  // namespace driftd::telemetry
