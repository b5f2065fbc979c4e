#include "daemon/streams/catalogue.h"

#include "daemon/streams/hyperplane.h"
#include "daemon/streams/led.h"
#include "daemon/streams/mixed.h"
#include "daemon/streams/sea.h"
#include "daemon/streams/sine1.h"
#include "daemon/streams/stagger.h"

namespace driftd::streams {
namespace {

struct NoParameters {};

template <class Made>
void add_plain(GeneratorCatalogue& catalogue, const config::Facts& facts) {
  catalogue.add(facts, config::Declaration<NoParameters>(facts.summary),
                [](const NoParameters&) -> std::unique_ptr<Generator> { return std::make_unique<Made>(); });
}

template <class Made, class Parameters>
void add_with(GeneratorCatalogue& catalogue, const config::Facts& facts, const config::Declaration<Parameters>& declaration) {
  catalogue.add(facts, declaration,
                [](const Parameters& parameters) -> std::unique_ptr<Generator> { return std::make_unique<Made>(parameters); });
}

config::Facts facts(std::string name, std::string summary, std::string paper) {
  return {.name = std::move(name), .summary = std::move(summary), .paper = std::move(paper), .guarantee = "", .cost = "O(features) a row"};
}

GeneratorCatalogue make_catalogue() {
  GeneratorCatalogue catalogue("generator");
  add_plain<Sea>(catalogue,
                 facts("sea", "3 numbers, one idle; whether two of them add up to more than a threshold; a drift moves the threshold",
                       "Street & Kim 2001, A streaming ensemble algorithm (SEA) for large-scale classification"));
  add_plain<Sine1>(catalogue, facts("sine1", "2 numbers; whether a point lies below a sine; a drift turns every label over",
                                    "Gama, Medas, Castillo & Rodrigues 2004, Learning with drift detection"));
  add_plain<Mixed>(catalogue,
                   facts("mixed", "2 booleans and 2 numbers; whether two of three conditions hold; a drift turns every label over",
                         "Gama, Medas, Castillo & Rodrigues 2004, Learning with drift detection"));
  add_plain<Stagger>(catalogue, facts("stagger", "3 categorical features; a rule over size, color and shape; a drift changes the rule",
                                      "Schlimmer & Granger 1986, Incremental learning from noisy data"));
  add_with<Hyperplane>(catalogue,
                       facts("hyperplane", "numbers on two sides of a hyperplane that wanders all the time; a drift draws a new one",
                             "Hulten, Spencer & Domingos 2001, Mining time-changing data streams"),
                       hyperplane_declaration());
  add_with<Led>(
      catalogue,
      facts("led", "24 segments of a display, 7 of them alive; which of 10 digits it shows; a drift moves segments to other places",
            "Breiman, Friedman, Olshen & Stone 1984, Classification and regression trees"),
      led_declaration());
  return catalogue;
}

}  // namespace

const GeneratorCatalogue& generators() {
  static const GeneratorCatalogue catalogue = make_catalogue();
  return catalogue;
}

}  // namespace driftd::streams
