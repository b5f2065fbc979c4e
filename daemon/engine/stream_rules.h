#pragma once

// Rules in `drift` that name a detector of streams: {"detector": "e_sr", "on": "features", "only": ["price"]}. It has to take any number,
// and it looks both ways where nothing else is written: of an input a fall is as much a change as a rise.
//
// A category is a code without order, so that there is no number to follow, and codes are refused; categories are compared window by
// window.

#include "daemon/engine/model_settings.h"
#include "daemon/engine/stream_monitor.h"

namespace driftd::engine {

/// Whether `rule["detector"]` is a detector of streams and no comparison.
bool names_stream_detector(const config::Json& rule);
/// With "side": "both" where the detector has sides and none is written.
config::Json looking_both_ways(config::Json rule);
/// One schema a detector that takes any number; `shared` are the keys of every rule.
config::Json stream_rule_schemas(const config::Json& shared);
void check_stream_rule(const DriftRule& rule, const ModelSettings& model, const std::string& path, config::Problems& problems);

/// A monitor of all such rules on one subject.
StreamMonitor make_stream_monitor(const ModelSettings& settings, DriftSubject subject);

}  // namespace driftd::engine
