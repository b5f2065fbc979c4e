#pragma once

// A challenger before the gate: which rows it and the champion are compared on, when, and what came of it.
//
//   immediate  the rows behind those that it learnt from, and where they tell too little once more on twice as many, `looks` times
//   shadow     the labelled rows that come from now on, a block at a time, each row a look of the sequential test; given up after
//              `shadow.labels`. Where the test grants it and there are guards, one more comparison over those rows asks them.
//   canary     first the rows that were held out, where the challenger must not be shown to be worse, nor a guard forbid it; then, while it
//              answers its share, as in the shadow. The first part promotes nobody and spends nothing.
//
// Comparisons are asked for one at a time and numbered, so that an answer that comes twice counts once.

#include <cstdint>
#include <optional>

#include "daemon/engine/action.h"
#include "daemon/engine/samples.h"
#include "updaters/gate/gate.h"

namespace driftd::engine {

class Judging {
 public:
  static constexpr std::uint64_t kMostGuardRows = 10'000;  // of those that stood in the shadow, the newest

  explicit Judging(const updaters::GateSettings& settings) : settings_(settings) {}

  /// `from`: the first row that neither has learnt from; `change`: where the change began, or 0; `learnt_from`: the challenger's first row.
  /// `replayed`: older rows that it learnt along, and that no guard may ask of; `alpha`: what this attempt may spend.
  void begin(std::uint64_t from, std::uint64_t change, std::uint64_t learnt_from, const updaters::ReplayedRows& replayed, double alpha,
             const Samples& samples);

  /// The next comparison, without its versions and job, where there are rows enough for one.
  std::optional<Compare> next(const Samples& samples);
  /// The one that was asked for last, once more.
  Compare asked(const Samples& samples) const;

  /// It has not been answered yet.
  bool in_flight() const { return look_ != looked_; }
  /// It stands on the rows that come.
  bool in_shadow() const { return live_; }
  bool by_canary() const { return settings_.mode == updaters::GateMode::canary; }
  /// A canary's hold-out speaks not against it: it may begin to answer.
  bool passed_trial() const { return by_canary() && !live_ && passed_; }
  /// From now on it stands on the rows that come.
  void go_live(const Samples& samples);

  /// The answer to the one asked for; false: it is to another.
  bool take(const Compared& compared);
  const updaters::Verdict& verdict() const { return verdict_; }
  /// Promotion is granted, but for what the guards say: they are to be asked.
  bool waits_for_guards() const;
  /// Nothing more can come: what is undecided now stays so.
  bool exhausted() const;

  void save(detectors::StateWriter& state) const;
  void load(detectors::StateReader& state);

 private:
  std::optional<Compare> next_look(const Samples& samples);
  std::optional<Compare> next_block(const Samples& samples);
  void take_trial(const Compared& compared, const updaters::PairedLosses& losses);
  void take_block(const Compared& compared, const updaters::PairedLosses& losses);

  updaters::GateSettings settings_;
  std::uint64_t from_ = 0;         // of the present comparison
  std::uint64_t until_ = 0;        // and behind its last row
  std::uint64_t stands_from_ = 0;  // of the first
  std::uint64_t before_from_ = 0;  // rows from before the change
  std::uint64_t before_to_ = 0;
  updaters::ReplayedRows replayed_;  // of them those that were learnt
  double alpha_ = 0;
  std::uint64_t look_ = 0;    // comparisons asked for
  std::uint64_t looked_ = 0;  // and answered
  bool asks_guards_ = false;  // the present one does, and nothing else
  bool live_ = false;
  bool passed_ = false;  // of the comparison taken last
  std::optional<updaters::SequentialTest> sequential_;
  updaters::Verdict verdict_;
};

}  // namespace driftd::engine
