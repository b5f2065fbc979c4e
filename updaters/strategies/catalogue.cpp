#include "updaters/strategies/catalogue.h"

#include "updaters/strategies/automatic.h"
#include "updaters/strategies/incremental.h"
#include "updaters/strategies/online.h"
#include "updaters/strategies/retrain.h"
#include "updaters/strategies/reuse.h"
#include "updaters/strategies/transfer.h"

namespace driftd::updaters {

const config::Catalogue<StrategyPointer>& strategies() {
  static const auto catalogue = [] {
    config::Catalogue<StrategyPointer> rows("strategy");
    declare_automatic(rows);
    declare_retrain(rows);
    declare_incremental(rows);
    declare_transfer(rows);
    declare_online(rows);
    declare_reuse(rows);
    return rows;
  }();
  return catalogue;
}

}  // namespace driftd::updaters
