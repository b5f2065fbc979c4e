#pragma once

// The catalogues of this room: each detector, comparison and score is one row, declared in its own file.

#include "config/catalogue.h"
#include "detectors/compare/comparison.h"
#include "detectors/scores/score.h"
#include "detectors/stream/stream_detector.h"

namespace driftd::detectors {

const config::Catalogue<StreamDetectorPointer>& stream_detectors();
const config::Catalogue<ComparisonPointer>& comparisons();
const config::Catalogue<ScorePointer>& scores();

}  // namespace driftd::detectors
