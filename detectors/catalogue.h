#pragma once

// The catalogues of this room: each detector, comparison and score is one row, declared in its own file.

#include "config/catalogue.h"
#include "detectors/compare/comparison.h"
#include "detectors/joint/joint_comparison.h"
#include "detectors/quality/quality_check.h"
#include "detectors/scores/ranking_scores.h"
#include "detectors/scores/score.h"
#include "detectors/stream/stream_detector.h"

namespace driftd::detectors {

const config::Catalogue<StreamDetectorPointer>& stream_detectors();
const config::Catalogue<ComparisonPointer>& comparisons();
/// Of rows of many columns at once.
const config::Catalogue<JointComparisonPointer>& joint_comparisons();
const config::Catalogue<ScorePointer>& scores();
/// What sums must keep for every score with its defaults.
ScoreNeeds needs_of_all_scores();
/// Scores of ranked lists.
const config::Catalogue<RankingScorePointer>& ranking_scores();

/// Is the pipeline broken? Not the same as drift.
const config::Catalogue<QualityCheckPointer>& quality_checks();

}  // namespace driftd::detectors
