// The page docs/detection.md: every detector of streams, with its defaults, on streams whose changes are known.
//
//   ./dev bench --detection > docs/detection.md

#include <fmt/format.h>

#include <cmath>
#include <functional>
#include <string>
#include <vector>

#include "detectors/catalogue.h"
#include "tests/bench/detection/trial.h"

namespace driftd::bench {
namespace {

struct Contender {
  std::string name;
  std::function<detectors::StreamDetectorPointer()> make;
};

struct Scene {
  std::string title;
  std::string text;
  std::vector<ErrorStream> streams;
};

template <class Make>
std::vector<ErrorStream> seeded(std::size_t count, Make make) {
  std::vector<ErrorStream> streams;
  for (std::uint64_t seed = 1; seed <= count; ++seed) streams.push_back(make(seed));
  return streams;
}

std::string thousands(double value) {
  std::string digits = fmt::format("{:.0f}", value);
  for (auto i = static_cast<std::ptrdiff_t>(digits.size()) - 3; i > 0; i -= 3) digits.insert(digits.begin() + i, ',');
  return digits;
}

Scene concepts(const std::string& title, ConceptChange change) {
  return {.title = title,
          .text = fmt::format("A change every {} of {} rows, {} rows wide; a tenth of the labels is wrong. 20 streams.",
                              thousands(static_cast<double>(change.every)), thousands(static_cast<double>(change.rows)), change.width),
          .streams = seeded(20, [&](std::uint64_t seed) { return concept_stream(change, seed); })};
}

Scene rates(const std::string& title, const std::string& text, RateChange change, std::size_t streams, std::size_t changes) {
  return {.title = title, .text = text, .streams = seeded(streams, [&](std::uint64_t seed) { return rate_stream(change, changes, seed); })};
}

std::vector<Scene> scenes() {
  return {
      rates("Step of an error rate, .2 to .3, behind 1,000 values", "500 streams; 5,000 values behind the change.",
            {.before = .2, .after = .3, .quiet = 1'000, .every = 5'000}, 500, 1),
      rates("Step of an error rate, .2 to .3, behind 10,000 values", "200 streams; 5,000 values behind the change.",
            {.before = .2, .after = .3, .quiet = 10'000, .every = 5'000}, 200, 1),
      rates("Step of an error rate, .05 to .1", "A change every 10,000 values, 20 changes, 10 streams.",
            {.before = .05, .after = .1, .quiet = 10'000, .every = 10'000}, 10, 20),
      rates("Slope of an error rate, .2 to .4 over 2,000 values", "A change every 10,000 values, 20 changes, 10 streams.",
            {.before = .2, .after = .4, .quiet = 10'000, .every = 10'000, .width = 2'000}, 10, 20),
      concepts("Sine1", {.generator = "sine1", .every = 20'000, .width = 50, .rows = 100'000}),
      concepts("Mixed", {.generator = "mixed", .every = 20'000, .width = 50, .rows = 100'000}),
      concepts("Stagger", {.generator = "stagger", .every = 33'333, .width = 50, .rows = 99'999}),
      concepts("LED", {.generator = "led", .every = 25'000, .width = 500, .rows = 100'000}),
  };
}

std::vector<Contender> contenders() {
  std::vector<Contender> list;
  for (const auto& row : detectors::stream_detectors().rows()) {
    list.push_back({row.facts.name, detectors::stream_detectors().choose_default(row.facts.name).make});
  }
  for (const char* name : {"e_sr", "e_cusum"}) {
    config::Problems problems;
    const auto chosen = detectors::stream_detectors().find(name)->choose({{"per", 10'000}}, "", problems, {});
    list.push_back({fmt::format("{}, per 10,000", name), chosen.make});
  }
  return list;
}

std::string time_between(const Tally& tally) {
  return (tally.false_alarms == 0 ? "> " : "") + thousands(tally.time_between_false_alarms());
}

void print_quiet(const std::vector<Contender>& all) {
  constexpr std::size_t kValues = 1'000'000;
  fmt::print("\n## Nothing changes\n\nValues between false alarms, errors of a constant rate, {} values each.\n\n", thousands(kValues));
  fmt::print("| detector | rate .05 | rate .2 | rate .5 |\n|---|---|---|---|\n");
  for (const Contender& contender : all) {
    fmt::print("| {} |", contender.name);
    for (const double rate : {.05, .2, .5}) {
      Tally tally;
      judge(*contender.make(), rate_stream({.before = rate, .after = rate, .every = kValues}, 0, 1), tally);
      fmt::print(" {} |", time_between(tally));
    }
    fmt::print("\n");
  }
}

void print_scene(const Scene& scene, const std::vector<Contender>& all) {
  fmt::print("\n## {}\n\n{}\n\n| detector | MTFA | delay | missed | MTR |\n|---|---|---|---|---|\n", scene.title, scene.text);
  for (const Contender& contender : all) {
    Tally tally;
    const auto detector = contender.make();
    for (const ErrorStream& stream : scene.streams) judge(*detector, stream, tally);
    fmt::print("| {} | {} | {} | {:.1f} % | {} |\n", contender.name, time_between(tally), tally.found == 0 ? "-" : thousands(tally.delay()),
               100 * tally.missed_share(), thousands(tally.ratio()));
  }
}

constexpr const char* kIntroduction = R"(# How soon a detector notices, and how often it cries wolf

Made by `./dev bench --detection`: every detector of streams with its defaults, on errors whose changes are known.

- *MTFA*: values between two false alarms, counted while nothing is wrong. "> n": none in n values.
- *delay*: values from a change to its alarm, over the changes that were found. *missed*: changes without an alarm before the next one.
- *MTR*: MTFA / delay x (1 - missed), larger is better (Bifet 2017).

On the named streams the errors are those of a linear model (`logistic`, `softmax`) that learnt 2,000 rows of a concept: behind a change
that of the concept before, until the alarm comes; from then on that of the new one. An alarm that says the errors became fewer counts
as none, as in the daemon. Behind an alarm, and behind a change that was missed, a detector begins anew: the first values behind a change
are then part of what it learns, and `e_sr` and `e_cusum` learn from 500 values before they judge. A detector is only as good as both
columns: one that alarms at every value has no delay.
)";

}  // namespace
}  // namespace driftd::bench

int main() {
  using namespace driftd::bench;
  const auto all = contenders();
  fmt::print("{}", kIntroduction);
  print_quiet(all);
  for (const Scene& scene : scenes()) print_scene(scene, all);
}
