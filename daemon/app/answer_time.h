#pragma once

// How long a model takes to answer a row, for the gate's guard of latency: the median over rows that are asked one at a time, as they are
// in serving. The median, since whatever else the machine does in between makes some answers late and none early.

#include "updaters/models/model.h"

namespace driftd::app {

/// Nanoseconds, by the steady clock; 0 of no rows. At most some hundred rows are asked.
double median_answer_time(const updaters::Model& model, const updaters::Dataset& rows);

}  // namespace driftd::app
