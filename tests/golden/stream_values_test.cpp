// Detectors of one value against River, and those that River lacks against the papers written out plainly (made by make_stream_values.py).

#include <gtest/gtest.h>

#include <fstream>
#include <map>

#include "detectors/catalogue.h"
#include "detectors/stream/adwin.h"
#include "tests/golden/portable_random.h"
#include "tests/places.h"

namespace driftd::detectors {
namespace {

using config::Json;
using golden::PortableRandom;

constexpr std::size_t kManyStreams = 200;  // for a detector that River has
constexpr std::size_t kSomeStreams = 60;   // for one that it lacks

const std::map<std::string, std::vector<Json>>& cases_by_detector() {
  static const auto cases = [] {
    std::ifstream file(tests::source_folder() / "tests/golden/stream_values.json");
    std::map<std::string, std::vector<Json>> sorted;
    const Json all = Json::parse(file);
    for (const Json& one : all.at("streams")) sorted[one.at("detector").get<std::string>()].push_back(one);
    return sorted;
  }();
  return cases;
}

std::vector<double> stream_of(const Json& one) {
  PortableRandom random(one.at("seed").get<std::uint64_t>());
  std::vector<double> values;
  for (const Json& segment : one.at("segments")) {
    const auto kind = segment.at(0).get<std::string>();
    const auto first = segment.at(1).get<double>();
    const auto second = segment.at(2).get<double>();
    const auto length = segment.at(3).get<int>();
    for (int i = 0; i < length; ++i) {
      if (kind == "bernoulli") {
        values.push_back(random.bernoulli(first));
      } else if (kind == "slope") {
        values.push_back(random.bernoulli(first + (second - first) * (i / static_cast<double>(length))));
      } else if (kind == "constant") {
        values.push_back(first);
      } else if (kind == "periodic") {
        values.push_back(i % static_cast<int>(first) == 0 ? 1 : 0);
      } else if (kind == "grid") {
        values.push_back(first + random.below(second));
      } else {
        values.push_back(random.triangular(first, second));
      }
    }
  }
  return values;
}

struct Heard {
  std::vector<std::size_t> positions;
  std::vector<Signal> alarms;
  std::uint64_t warnings = 0;
};

Heard listen(StreamDetector& detector, const std::vector<double>& values) {
  Heard heard;
  for (std::size_t i = 0; i < values.size(); ++i) {
    detector.update({&values[i], 1});
    if (detector.level() == Level::warning) ++heard.warnings;
    if (detector.level() != Level::drift) continue;
    heard.positions.push_back(i);
    heard.alarms.push_back(detector.signal());
    detector.reset();
  }
  return heard;
}

std::vector<std::size_t> expected_positions(const Json& one) {
  std::vector<std::size_t> positions;
  for (const Json& alarm : one.at("alarms")) positions.push_back((alarm.is_array() ? alarm.at(0) : alarm).get<std::size_t>());
  return positions;
}

double statistic(const Signal& signal) {
  return signal.statistic;
}

/// Holds alarms, their number `said_of` the signal, and warnings against what the peer has, stream by stream.
void expect_agreement(const std::string& detector, std::size_t least_streams, double (*said_of)(const Signal&) = statistic,
                      double tolerance = 1e-8) {
  const auto found = cases_by_detector().find(detector);
  ASSERT_NE(found, cases_by_detector().end());
  EXPECT_GE(found->second.size(), least_streams);
  std::size_t alarms = 0;
  for (const Json& one : found->second) {
    SCOPED_TRACE(detector + " " + one.at("parameters").dump() + " seed " + one.at("seed").dump() + " " + one.at("segments").dump());
    config::Problems problems;
    const auto made = stream_detectors().find(detector)->choose(one.at("parameters"), "", problems, {}).make();
    ASSERT_TRUE(problems.empty()) << config::to_text(problems);
    const Heard heard = listen(*made, stream_of(one));
    EXPECT_EQ(heard.positions, expected_positions(one));
    EXPECT_EQ(heard.warnings, one.at("warnings").get<std::uint64_t>());
    if (heard.positions != expected_positions(one)) continue;
    for (std::size_t i = 0; i < heard.alarms.size(); ++i) {
      const Json& alarm = one.at("alarms").at(i);
      if (!alarm.is_array()) continue;
      const auto expected = alarm.at(1).get<double>();
      EXPECT_NEAR(said_of(heard.alarms[i]), expected, tolerance * std::max(1.0, std::abs(expected)));
    }
    alarms += heard.alarms.size();
  }
  EXPECT_GE(alarms, found->second.size() / 3) << "streams without alarms agree too easily";
}

TEST(RiverOnStreams, AdwinAndWhatItKeeps) {
  expect_agreement("adwin", kManyStreams + kSomeStreams, [](const Signal& signal) { return static_cast<double>(signal.since_change); });
}

TEST(RiverOnStreams, AdwinEndsWithTheSameWindow) {
  std::size_t compared = 0;
  for (const Json& one : cases_by_detector().at("adwin")) {
    if (!one.contains("end")) continue;
    SCOPED_TRACE(one.at("parameters").dump() + " seed " + one.at("seed").dump());
    config::Problems problems;
    const auto made = stream_detectors().find("adwin")->choose(one.at("parameters"), "", problems, {}).make();
    listen(*made, stream_of(one));
    const auto& adwin = dynamic_cast<const Adwin&>(*made);
    EXPECT_EQ(adwin.width(), one.at("end").at(0).get<double>());
    EXPECT_NEAR(adwin.mean(), one.at("end").at(1).get<double>(), 1e-12 * std::abs(adwin.mean()));
    EXPECT_NEAR(adwin.variance(), one.at("end").at(2).get<double>(), 1e-9 * adwin.variance());
    ++compared;
  }
  EXPECT_GE(compared, kManyStreams);
}

TEST(RiverOnStreams, Ddm) {
  expect_agreement("ddm", kManyStreams);
}

TEST(RiverOnStreams, Eddm) {
  expect_agreement("eddm", kManyStreams);
}

TEST(RiverOnStreams, HddmA) {
  expect_agreement("hddm_a", kManyStreams);
}

TEST(RiverOnStreams, HddmW) {
  expect_agreement("hddm_w", kManyStreams);
}

TEST(RiverOnStreams, FhddmWithItsValuesTurnedSoThatRisesAlarm) {
  expect_agreement("fhddm", kManyStreams);
}

TEST(RiverOnStreams, PageHinkley) {
  expect_agreement("page_hinkley", kManyStreams + kSomeStreams);
}

TEST(RiverOnStreams, KswinGivenTheSameSamples) {
  expect_agreement("kswin", kManyStreams, [](const Signal& signal) { return signal.p_value; });
}

TEST(PapersOnStreams, Rddm) {
  expect_agreement("rddm", kSomeStreams);
}

TEST(PapersOnStreams, Cusum) {
  expect_agreement("cusum", kSomeStreams);
}

TEST(PapersOnStreams, Gma) {
  expect_agreement("gma", kSomeStreams);
}

TEST(PapersOnStreams, Ecdd) {
  expect_agreement("ecdd", kSomeStreams);
}

TEST(PapersOnStreams, Stepd) {
  expect_agreement("stepd", kSomeStreams);
}

TEST(PapersOnStreams, Seed) {
  expect_agreement("seed", kSomeStreams);
}

TEST(PapersOnStreams, Optwin) {
  expect_agreement("optwin", kSomeStreams, statistic, 1e-6);
}

TEST(PapersOnStreams, Bocd) {
  expect_agreement("bocd", kSomeStreams, statistic, 1e-6);
}

}  // namespace
}  // namespace driftd::detectors
