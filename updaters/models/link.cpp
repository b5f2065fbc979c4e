#include "updaters/models/link.h"

#include "updaters/models/linear.h"
#include "updaters/models/logistic.h"
#include "updaters/models/softmax.h"

namespace driftd::updaters {

const Link& link_of(config::Task task) {
  switch (task) {
    case config::Task::binary: return logistic_link();
    case config::Task::multiclass: return softmax_link();
    case config::Task::regression: break;
  }
  return linear_link();
}

}  // namespace driftd::updaters
