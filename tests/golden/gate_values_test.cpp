// What SciPy and statsmodels say (gate_values.json, made by make_gate_values.py), and what the gate's tests say.

#include <gtest/gtest.h>

#include <cmath>
#include <fstream>

#include "config/json.h"
#include "tests/places.h"
#include "updaters/gate/block_bootstrap.h"
#include "updaters/gate/diebold_mariano.h"
#include "updaters/gate/mcnemar.h"
#include "updaters/gate/paired_t.h"

namespace driftd::updaters {
namespace {

using config::Json;

const Json& golden() {
  static const Json values = Json::parse(std::ifstream(tests::source_folder() / "tests/golden/gate_values.json"));
  return values;
}

// Near in proportion: tails span many orders of magnitude.
void expect_near(double found, const Json& expected, double tolerance) {
  EXPECT_NEAR(found, expected.get<double>(), tolerance * std::abs(expected.get<double>()));
}

TEST(GateValues, McnemarIsScipysBinomialTest) {
  for (const Json& row : golden()["mcnemar"]) {
    SCOPED_TRACE(row.dump());
    const PValues p = mcnemar({.wins = row["wins"].get<std::uint64_t>(), .losses = row["losses"].get<std::uint64_t>()});
    expect_near(p.better, row["better"], 1e-9);
    expect_near(p.worse, row["worse"], 1e-9);
  }
}

TEST(GateValues, TangosScoreTestFindsTheLikeliestShares) {
  for (const Json& row : golden()["tango"]) {
    SCOPED_TRACE(row.dump());
    const Disagreements counts{
        .wins = row["wins"].get<std::uint64_t>(), .losses = row["losses"].get<std::uint64_t>(), .rows = row["rows"].get<std::uint64_t>()};
    const PValues p = tango(counts, row["shift"].get<double>());
    expect_near(p.better, row["better"], 1e-5);
    expect_near(p.worse, row["worse"], 1e-5);
  }
}

TEST(GateValues, DieboldMarianoIsStatsmodelsHacWithTheCorrectionForSmallSamples) {
  for (const Json& row : golden()["diebold_mariano"]) {
    const auto x = row["x"].get<std::vector<double>>();
    SCOPED_TRACE(x.size());
    EXPECT_EQ(newey_west_lags(x.size()), row["lags"].get<std::size_t>());
    const PValues p = diebold_mariano(x);
    expect_near(p.better, row["better"], 1e-9);
    expect_near(p.worse, row["worse"], 1e-9);
    expect_near(paired_t(x).better, row["t_better"], 1e-9);
  }
}

TEST(GateValues, TheBlockBootstrapsErrorIsTheExactOne) {
  for (const Json& row : golden()["block_bootstrap"]) {
    const auto x = row["x"].get<std::vector<double>>();
    SCOPED_TRACE(x.size());
    const Resampled resampled = block_bootstrap(x);
    EXPECT_EQ(resampled.block, row["block"].get<std::size_t>());
    expect_near(resampled.standard_error, row["standard_error"], 0.04);
    const auto p = row["better"].get<double>();
    const double error = std::sqrt(std::max(p * (1 - p), 1e-3) / static_cast<double>(resampled.resamples));
    EXPECT_NEAR(resampled.p.better, p, 4 * error + 0.0025);
    EXPECT_EQ(block_bootstrap(x).p.better, resampled.p.better) << "the draws come from the seed";
  }
}

}  // namespace
}  // namespace driftd::updaters
