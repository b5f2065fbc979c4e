#pragma once

// The strategies, each a row declared in its own file.

#include "updaters/strategies/strategy.h"

namespace driftd::updaters {

const config::Catalogue<StrategyPointer>& strategies();

}  // namespace driftd::updaters
