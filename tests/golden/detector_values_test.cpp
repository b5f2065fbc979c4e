// Detectors, comparisons and scores against River, SciPy and scikit-learn (made by make_detector_values.py).

#include <gtest/gtest.h>

#include <fstream>

#include "detectors/catalogue.h"
#include "detectors/compare/ks.h"
#include "detectors/stats/multiple_testing.h"
#include "detectors/stream/adwin.h"
#include "tests/golden/portable_random.h"
#include "tests/places.h"

namespace driftd::detectors {
namespace {

using config::Json;
using golden::PortableRandom;

const Json& golden_values() {
  static const Json values = [] {
    std::ifstream file(tests::source_folder() / "tests/golden/detector_values.json");
    return Json::parse(file);
  }();
  return values;
}

/// Calls check(case) for each case of a group, telling which one where it fails.
template <class Check>
void for_each_case(const std::string& group, std::size_t least, Check check) {
  const Json& cases = golden_values().at(group);
  EXPECT_GE(cases.size(), least);
  for (const Json& one : cases) {
    Json heading = one;
    for (const char* bulky : {"alarms", "adjusted"}) heading.erase(bulky);
    SCOPED_TRACE(group + " " + heading.dump());
    check(one);
  }
}

void expect_close(double actual, double expected, double relative = 1e-9) {
  EXPECT_NEAR(actual, expected, relative * std::abs(expected)) << "expected " << expected;
}

std::vector<double> stream_of(const Json& one) {
  PortableRandom random(one.at("seed").get<std::uint64_t>());
  std::vector<double> values;
  for (const Json& segment : one.at("segments")) {
    const auto first = segment.at(1).get<double>();
    const auto second = segment.at(2).get<double>();
    const bool errors = segment.at(0) == "bernoulli";
    for (auto left = segment.at(3).get<int>(); left > 0; --left) {
      values.push_back(errors ? random.bernoulli(first) : random.triangular(first, second));
    }
  }
  return values;
}

StreamDetectorPointer make_detector(const Json& one) {
  config::Problems problems;
  const auto* row = stream_detectors().find(one.at("detector").get<std::string>());
  auto detector = row->choose(one.at("parameters"), "", problems, {}).make();
  EXPECT_TRUE(problems.empty()) << config::to_text(problems);
  return detector;
}

struct Alarm {
  std::size_t position = 0;
  Signal signal;
};

std::vector<Alarm> alarms_of(StreamDetector& detector, std::span<const double> values) {
  std::vector<Alarm> alarms;
  std::size_t taken = 0;
  while (taken < values.size()) {
    if (detector.signal().level == Level::drift) detector.reset();
    taken += detector.update(values.subspan(taken));
    if (detector.signal().level == Level::drift) alarms.push_back({.position = taken - 1, .signal = detector.signal()});
  }
  return alarms;
}

std::vector<std::size_t> positions_of(const std::vector<Alarm>& alarms) {
  std::vector<std::size_t> positions;
  positions.reserve(alarms.size());
  for (const Alarm& alarm : alarms) positions.push_back(alarm.position);
  return positions;
}

std::vector<std::size_t> expected_positions(const Json& one) {
  std::vector<std::size_t> positions;
  for (const Json& alarm : one.at("alarms")) positions.push_back((alarm.is_array() ? alarm.at(0) : alarm).get<std::size_t>());
  return positions;
}

template <class Check>
void for_each_stream(const std::string& detector, std::size_t least, Check check) {
  std::size_t seen = 0;
  for_each_case("streams", least, [&](const Json& one) {
    if (one.at("detector") != detector) return;
    ++seen;
    check(one);
  });
  EXPECT_GE(seen, least);
}

TEST(RiverAdwin, AlarmsAtTheSameValuesAndKeepsTheSameWindow) {
  for_each_stream("adwin", 38, [](const Json& one) {
    const auto detector = make_detector(one);
    const auto alarms = alarms_of(*detector, stream_of(one));
    ASSERT_EQ(positions_of(alarms), expected_positions(one));
    for (std::size_t i = 0; i < alarms.size(); ++i) {
      EXPECT_EQ(alarms[i].signal.since_change, one.at("alarms").at(i).at(1).get<std::uint64_t>());
      EXPECT_GT(alarms[i].signal.statistic, alarms[i].signal.threshold);
    }
    const auto& adwin = dynamic_cast<const Adwin&>(*detector);
    EXPECT_EQ(adwin.width(), one.at("end").at(0).get<double>());
    EXPECT_EQ(adwin.mean(), one.at("end").at(1).get<double>());
    expect_close(adwin.variance(), one.at("end").at(2).get<double>());
  });
}

TEST(RiverDdm, AlarmsAndWarnsAtTheSameValues) {
  for_each_stream("ddm", 26, [](const Json& one) {
    const auto values = stream_of(one);
    const auto detector = make_detector(one);
    EXPECT_EQ(positions_of(alarms_of(*detector, values)), expected_positions(one));

    detector->reset();
    std::uint64_t warnings = 0;
    for (const double& value : values) {
      if (detector->signal().level == Level::drift) detector->reset();
      detector->update({&value, 1});
      if (detector->signal().level == Level::warning) ++warnings;
    }
    EXPECT_EQ(warnings, one.at("warnings").get<std::uint64_t>());
  });
}

TEST(RiverPageHinkley, AlarmsAtTheSameValuesWithTheSameStatistic) {
  for_each_stream("page_hinkley", 28, [](const Json& one) {
    const auto detector = make_detector(one);
    const auto alarms = alarms_of(*detector, stream_of(one));
    ASSERT_EQ(positions_of(alarms), expected_positions(one));
    for (std::size_t i = 0; i < alarms.size(); ++i) {
      EXPECT_DOUBLE_EQ(alarms[i].signal.statistic, one.at("alarms").at(i).at(1).get<double>());
    }
  });
}

std::vector<double> grid_sample(PortableRandom& random, std::size_t size, double levels, double shift) {
  std::vector<double> values;
  for (std::size_t i = 0; i < size; ++i) values.push_back((levels > 0 ? random.below(levels) : random.uniform()) + shift);
  return values;
}

TEST(ScipyKs, GivesTheSameDistanceAndPValue) {
  for_each_case("ks", 60, [](const Json& one) {
    PortableRandom random(one.at("seed").get<std::uint64_t>());
    const auto levels = one.at("levels").get<double>();
    const NumericReference reference(grid_sample(random, one.at("n").get<std::size_t>(), levels, 0));
    const auto window = grid_sample(random, one.at("m").get<std::size_t>(), levels, one.at("shift").get<double>());
    std::vector<Cell> cells(window.size());
    reference.locate(window, cells);
    CellCounts counts(reference.cell_count());
    for (const Cell cell : cells) ++counts[cell];
    const Evidence evidence = Ks().compare(reference, counts);
    expect_close(evidence.statistic, one.at("statistic").get<double>(), 1e-12);
    expect_close(evidence.p_value, one.at("p_value").get<double>());
  });
}

TEST(ScipyChiSquare, GivesTheSameStatisticAndPValueOnTheTablePooledAsStated) {
  for_each_case("chi_square", 60, [](const Json& one) {
    PortableRandom random(one.at("seed").get<std::uint64_t>());
    const auto categories = one.at("categories").get<double>();
    const auto draw = [&](double share_moved) {
      if (random.uniform() < share_moved) return random.below(categories + 2);
      const double u = random.uniform();
      return std::floor(u * u * categories);
    };
    std::vector<double> sample(one.at("n").get<std::size_t>());
    for (double& code : sample) code = draw(0);
    const CategoryReference reference(sample);
    std::vector<double> window(one.at("m").get<std::size_t>());
    for (double& code : window) code = draw(one.at("moved").get<double>());
    std::vector<std::uint32_t> rows(window.size());
    reference.locate(window, rows);
    std::vector<std::uint32_t> counts(reference.row_count());
    for (const auto row : rows) ++counts[row];
    const auto evidence = comparisons().choose_default("chi_square").make()->compare(reference, counts);
    expect_close(evidence.statistic, one.at("statistic").get<double>());
    expect_close(evidence.p_value, one.at("p_value").get<double>());
  });
}

TEST(ScipyFalseDiscoveryControl, AdjustsTheSame) {
  for_each_case("multiple_testing", 20, [](const Json& one) {
    PortableRandom random(one.at("seed").get<std::uint64_t>());
    std::vector<double> p_values(one.at("tests").get<std::size_t>());
    for (double& p_value : p_values) {
      const double u = random.uniform();
      p_value = 1;
      for (int i = 0; i < one.at("power").get<int>(); ++i) p_value *= u;
    }
    const auto adjusted = benjamini_hochberg(p_values);
    const auto expected = one.at("adjusted").get<std::vector<double>>();
    ASSERT_EQ(adjusted.size(), expected.size());
    for (std::size_t i = 0; i < adjusted.size(); ++i) expect_close(adjusted[i], expected[i]);
  });
}

Outcome draw_outcome(PortableRandom& random, config::Task task, const Json& one) {
  Outcome outcome;
  if (task == config::Task::regression) {
    outcome.truth = random.triangular(5.0, 3.0);
    outcome.predicted = outcome.truth + random.triangular(0.1, 1.0);
    return outcome;
  }
  const auto classes = one.at("classes").get<double>();
  outcome.truth = random.below(classes);
  outcome.predicted = random.uniform() < one.at("right").get<double>() ? outcome.truth : random.below(classes);
  outcome.truth_probability = 0.05 + 0.9 * random.uniform();
  return outcome;
}

TEST(ScikitLearnScores, AreTheSame) {
  for_each_case("scores", 30, [](const Json& one) {
    config::Task task{};
    config::Problems problems;
    config::task_shape().read(task, one.at("task"), "", problems);
    ASSERT_TRUE(problems.empty());
    PortableRandom random(one.at("seed").get<std::uint64_t>());
    ScoreSums sums(task);
    for (auto left = one.at("size").get<int>(); left > 0; --left) sums.add(draw_outcome(random, task, one));
    for (const auto& [name, expected] : one.at("scores").items()) {
      SCOPED_TRACE(name);
      const auto value = scores().choose_default(name).make()->value(sums);
      ASSERT_TRUE(value.has_value());
      expect_close(*value, expected.get<double>());
    }
  });
}

}  // namespace
}  // namespace driftd::detectors
