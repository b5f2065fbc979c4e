#include "updaters/models/linear/link.h"

#include "updaters/models/linear/linear.h"
#include "updaters/models/linear/logistic.h"
#include "updaters/models/linear/softmax.h"

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
