#include "updaters/gate/settings.h"

namespace driftd::updaters {
namespace {

using config::Declaration;
using config::integer;
using config::one_of;

Declaration<ShadowSettings> shadow_declaration() {
  return Declaration<ShadowSettings>("how long a challenger answers unseen")
      .optional("labels", &ShadowSettings::labels, integer({.min = 50, .max = 1'000'000}),
                "given up as undecided after so many labelled rows")
      .optional("block", &ShadowSettings::block, integer({.min = 1, .max = 10'000}), "labelled rows that are compared at once");
}

Declaration<CanarySettings> canary_declaration() {
  return Declaration<CanarySettings>("what a challenger answers before it is promoted")
      .optional("share", &CanarySettings::share, config::number({.max = 0.5, .above = 0}),
                "of the requests with an id, chosen by a hash of it");
}

}  // namespace

const Declaration<GateSettings>& gate_declaration() {
  static const auto declaration =
      Declaration<GateSettings>("what a challenger must show before it takes over")
          .optional("test", &GateSettings::test,
                    one_of<GateTest>({{"auto", GateTest::automatic},
                                      {"mcnemar", GateTest::mcnemar},
                                      {"paired_t", GateTest::paired_t},
                                      {"diebold_mariano", GateTest::diebold_mariano},
                                      {"bootstrap", GateTest::bootstrap},
                                      {"sequential", GateTest::sequential}}),
                    "mcnemar: right or wrong, row by row; diebold_mariano: losses whose neighbours are alike; bootstrap: the same by "
                    "drawing blocks; "
                    "paired_t: losses of independent rows; sequential: by betting, at every row; auto: by the loss and what the rows show")
          .optional("alpha", &GateSettings::alpha, config::number({.max = 0.5, .above = 0}),
                    "at most this share of challengers that are no better is promoted, over all retries")
          .optional("min_rows", &GateSettings::min_rows, integer({.min = 2, .max = 1'000'000}), "fewer rows decide nothing")
          .optional("looks", &GateSettings::looks, integer({.min = 1, .max = 100}),
                    "how often an undecided challenger may stand, each time on more rows; alpha is split over them")
          .optional("claim", &GateSettings::claim, one_of<Claim>({{"better", Claim::better}, {"not_worse", Claim::not_worse}}),
                    "what is to be shown: better by more than the margin, or not worse by as much as the margin")
          .optional("margin", &GateSettings::margin, config::number({.min = 0, .below = 1e12}),
                    "see `claim`; of `not_worse` it must be above 0")
          .optional("margin_of", &GateSettings::margin_of, one_of<MarginOf>({{"loss", MarginOf::loss}, {"share", MarginOf::share}}),
                    "unit of the margins here and in the guards: loss (of classes: shares of rows; of numbers: squared), or shares of the "
                    "champion's loss")
          .optional("loss", &GateSettings::loss,
                    one_of<GateLoss>({{"error", GateLoss::error}, {"log", GateLoss::log}, {"brier", GateLoss::brier}}),
                    "error: right or wrong, of numbers squared; log, brier: of the probabilities, where both models give them")
          .optional("mode", &GateSettings::mode,
                    one_of<GateMode>({{"immediate", GateMode::immediate}, {"shadow", GateMode::shadow}, {"canary", GateMode::canary}}),
                    "immediate: judged on the rows that were held out; shadow: on those that come, looked at after every label; canary: as "
                    "in the "
                    "shadow, answering a share of the requests")
          .optional("shadow", &GateSettings::shadow, config::object(shadow_declaration()), "of modes shadow and canary")
          .optional("canary", &GateSettings::canary, config::object(canary_declaration()), "of mode canary")
          .optional("renew", &GateSettings::renew, integer({.min = 0, .max = 1'000'000'000}),
                    "labelled rows after which a new cause finds alpha unspent; retries never do; 0: only a promotion that stood its watch "
                    "renews it")
          .optional("guards", &GateSettings::guards, config::object(guards_declaration()), "what may not get worse, whatever the test says")
          .check([](const GateSettings& settings, const std::string& path, config::Problems& problems) {
            if (settings.claim == Claim::not_worse && settings.margin == 0) {
              problems.push_back({path + "/margin", "nothing is shown to be not worse by 0: a margin above 0 is wanted"});
            }
            if (settings.margin >= 1 && (settings.margin_of == MarginOf::share)) {
              problems.push_back({path + "/margin", "a share of the champion's loss is below 1"});
            }
          });
  return declaration;
}

}  // namespace driftd::updaters
