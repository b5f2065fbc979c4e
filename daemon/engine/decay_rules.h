#pragma once

// What an operator writes of the quality: detectors on the errors, scores held against bounds, of all outcomes or of each segment.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "config/features.h"
#include "daemon/engine/ranked_lists.h"
#include "daemon/engine/score_bound.h"
#include "daemon/engine/segments.h"
#include "detectors/catalogue.h"

namespace driftd::engine {

enum class DecaySubject : std::uint8_t { error, loss };

/// A stream detector on what the labels say of the answers.
struct DetectorRule {
  config::Chosen<detectors::StreamDetectorPointer> detector;
  DecaySubject on = DecaySubject::error;
  std::string by;  // a feature of `segments`: one detector for each of its segments; empty: one for all outcomes
};

constexpr std::int64_t kMinLabels = 300;
/// A segment has few in a window, and that the score be surely beyond asks for more than a number of labels does.
constexpr std::int64_t kMinLabelsOfSegment = 30;

/// A score held against a bound.
struct ScoreRule {
  config::Chosen<detectors::ScorePointer> score;
  double below = detectors::kNotApplicable;
  double above = detectors::kNotApplicable;
  std::optional<std::int64_t> min_labels;  // none: kMinLabels, of a segment kMinLabelsOfSegment
  bool surely = true;
  std::string by;  // as of a detector
};

/// A score of ranked lists held against a bound.
struct RankingRule {
  config::Chosen<detectors::RankingScorePointer> score;
  double below = detectors::kNotApplicable;
  double above = detectors::kNotApplicable;
  std::int64_t min_lists = 100;
  bool surely = true;
};

using DecayRule = std::variant<DetectorRule, ScoreRule, RankingRule>;

ScoreBound bound_of(const ScoreRule& rule);
ScoreBound bound_of(const RankingRule& rule);

/// adwin on the error.
std::vector<DecayRule> default_decay_rules();

config::Shape<DecayRule> decay_rule_shape();

/// Of the rules of a model, together with what else they refer to.
struct DecayContext {
  config::Task task;
  const config::Features& features;
  const std::vector<SegmentSettings>& segments;
  const std::optional<ListSettings>& lists;
};
/// `path` is the model's.
void check_decay(const std::vector<DecayRule>& rules, const DecayContext& model, const std::string& path, config::Problems& problems);

}  // namespace driftd::engine
