#include "daemon/engine/ranking_window.h"

#include <gtest/gtest.h>

#include "daemon/engine/score_window.h"
#include "daemon/engine/shown_scores.h"

namespace driftd::engine {
namespace {

/// Sessions of four candidates, of which the model puts the wanted one first or last.
void sessions(RankingWindow& window, int count, bool wanted_first, double& session) {
  for (int i = 0; i < count; ++i, ++session) {
    for (int candidate = 0; candidate < 4; ++candidate) window.add(session, candidate, candidate == (wanted_first ? 3 : 0) ? 1 : 0);
  }
}

double value(const RankingWindow& window, const std::string& name) {
  for (std::size_t i = 0; i < window.size(); ++i) {
    if (window.name(i) == name) return *window.read(i).value;
  }
  return -1;
}

TEST(RankingWindow, ScoresTheListsThatClosed) {
  RankingWindow window({.by = "session", .close_after = 4}, ranking_scores_of({}));
  double session = 0;
  sessions(window, 26, true, session);
  EXPECT_EQ(window.read(0).outcomes, 25U) << "the last may go on";
  EXPECT_EQ(value(window, "mrr"), 1);
  EXPECT_EQ(value(window, "ndcg"), 1);
  sessions(window, 25, false, session);
  EXPECT_NEAR(value(window, "mrr"), (26 + 24 * 0.25) / 50, 1e-12);
  const auto interval = window.read(0).interval;
  ASSERT_TRUE(interval.has_value());
  EXPECT_LT(interval->low, interval->high);
}

TEST(RankingWindow, ForgetsWhatIsOlderThanTheWindow) {
  RankingWindow window({.by = "session", .close_after = 4}, ranking_scores_of({}));
  double session = 0;
  sessions(window, 50, true, session);
  for (std::size_t pane = 0; pane < ScoreWindow::kPanes; ++pane) {
    window.turn();
    sessions(window, 10, false, session);
  }
  EXPECT_LT(value(window, "mrr"), 0.27) << "one list that began before";
  window.clear();
  EXPECT_FALSE(window.read(0).value.has_value());
}

TEST(RankingWindow, HasTheScoresOfTheRulesFirstAndEveryOtherByDefault) {
  config::Problems problems;
  const auto first_place = detectors::ranking_scores().find("hit_rate")->choose({{"k", 1}}, "", problems, {});
  const std::vector<RankingRule> rules{{.score = first_place, .below = 0.5}};
  RankingWindow window({.by = "session", .close_after = 4}, ranking_scores_of(rules));
  EXPECT_EQ(window.size(), detectors::ranking_scores().rows().size());
  EXPECT_EQ(window.name(0), "hit_rate");
  double session = 0;
  sessions(window, 20, false, session);
  EXPECT_EQ(window.read(0).value, 0) << "nothing wanted in the first place; among the first ten there is";
}

TEST(RankingWindow, GoesOnFromItsState) {
  RankingWindow window({.by = "session", .close_after = 4}, ranking_scores_of({}));
  double session = 0;
  sessions(window, 30, true, session);
  window.turn();
  sessions(window, 7, false, session);
  detectors::StateWriter state;
  window.save(state);
  RankingWindow restored({.by = "session", .close_after = 4}, ranking_scores_of({}));
  detectors::StateReader reader(state.bytes());
  restored.load(reader);
  ASSERT_TRUE(!reader.failed() && reader.at_end());
  double same_session = session;
  sessions(window, 5, true, session);
  sessions(restored, 5, true, same_session);
  EXPECT_EQ(value(window, "ndcg"), value(restored, "ndcg"));
}

}  // namespace
}  // namespace driftd::engine
