#include "daemon/engine/joint_monitor.h"

#include <gtest/gtest.h>

#include <random>

#include "daemon/engine/event_codec.h"
#include "detectors/catalogue.h"

namespace driftd::engine {
namespace {

using config::FeatureType;
using detectors::Level;

constexpr std::uint64_t kSeed = 11;

ModelSettings settings(std::vector<std::pair<std::string, std::vector<std::string>>> rules) {
  ModelSettings model;
  model.name = "m";
  model.features = {{.name = "v[0]"},
                    {.name = "v[1]"},
                    {.name = "message", .type = FeatureType::text},
                    {.name = "city", .type = FeatureType::categorical}};
  model.drift.clear();
  for (auto& [name, only] : rules) {
    DriftRule rule;
    rule.joint = detectors::joint_comparisons().choose_default(name);
    rule.only = only;
    model.drift.push_back(std::move(rule));
  }
  return model;
}

constexpr DriftMonitor::Sizes kSizes{.reference = 300, .pane = 100, .panes = 2};

/// Rows whose two numbers go together unless `torn`, and whose message is made of other words where `foreign`.
class Rows {
 public:
  explicit Rows(bool torn = false, bool foreign = false) : torn_(torn), foreign_(foreign) {}

  const Prediction& next() {
    const double common = normal_(random_);
    const double other = torn_ ? normal_(random_) : common;
    message_.clear();
    for (int word = 0; word < 8; ++word) message_ += (foreign_ ? "wort" : "word") + std::to_string(random_() % 20) + " ";
    const std::string city = random_() % 2 == 0 ? "Bern" : "Zug";
    features_ = {common, other + 0.1 * normal_(random_), config::category_code(message_), config::category_code(city)};
    categories_.clear();
    CategoryTexts::append(categories_, message_);
    CategoryTexts::append(categories_, city);
    prediction_.features = features_;
    prediction_.categories = categories_;
    return prediction_;
  }

  void change(bool torn, bool foreign) {
    torn_ = torn;
    foreign_ = foreign;
  }

 private:
  bool torn_;
  bool foreign_;
  std::mt19937_64 random_{kSeed};
  std::normal_distribution<double> normal_;
  std::string message_;
  std::vector<double> features_;
  std::string categories_;
  Prediction prediction_;
};

int feed(JointMonitor& monitor, Rows& rows, int count) {
  int judged = 0;
  for (int i = 0; i < count; ++i) judged += monitor.add(rows.next()) ? 1 : 0;
  return judged;
}

TEST(JointMonitor, CallsItsSubjectsByWhatTheRuleNames) {
  const JointMonitor monitor(settings({{"mmd_rff", {}}, {"pca", {"v"}}, {"hotelling", {"v", "city", "message"}}}), kSizes);
  std::vector<std::string> subjects;
  for (const auto& check : monitor.checks()) subjects.push_back(check.detector + " " + check.subject);
  EXPECT_EQ(subjects, (std::vector<std::string>{"mmd_rff features", "mmd_rff message", "pca v", "hotelling v+city", "hotelling message"}));
  EXPECT_EQ(monitor.keeping(), 3U);
}

TEST(JointMonitor, SeesWhatNoColumnShows) {
  JointMonitor monitor(settings({{"pca", {"v"}}}), kSizes);
  Rows rows;
  EXPECT_EQ(feed(monitor, rows, 499), 0);
  EXPECT_EQ(monitor.checks()[0].signal.level, Level::learning);
  EXPECT_EQ(feed(monitor, rows, 1), 1);
  EXPECT_EQ(monitor.checks()[0].signal.level, Level::stable);
  EXPECT_EQ(monitor.checks()[0].signal.window, 200U);
  rows.change(true, false);
  EXPECT_EQ(feed(monitor, rows, 200), 2);
  EXPECT_EQ(monitor.checks()[0].signal.level, Level::drift);
  EXPECT_LE(monitor.checks()[0].signal.p_value, monitor.checks()[0].signal.threshold);
}

TEST(JointMonitor, TellsOtherWordsFromOtherNumbers) {
  JointMonitor monitor(settings({{"mmd_rff", {}}}), kSizes);
  Rows rows;
  feed(monitor, rows, 500);
  rows.change(false, true);
  feed(monitor, rows, 200);
  EXPECT_EQ(monitor.checks()[0].signal.level, Level::stable);
  EXPECT_EQ(monitor.checks()[1].subject, "message");
  EXPECT_EQ(monitor.checks()[1].signal.level, Level::drift);
}

TEST(JointMonitor, KeepsToAnAllowance) {
  JointMonitor monitor(settings({{"hotelling", {}}}), kSizes);
  Rows rows;
  feed(monitor, rows, 300);
  for (int i = 0; i < 200; ++i) {
    monitor.allow(1e-7);
    monitor.add(rows.next());
  }
  EXPECT_NEAR(monitor.checks()[0].signal.threshold, 2e-5, 1e-12);
}

TEST(JointMonitor, TakesAReferenceAtOnce) {
  JointMonitor monitor(settings({{"hotelling", {"v"}}}), kSizes);
  Rows rows;
  std::vector<std::vector<double>> kept;
  std::vector<Prediction> reference;
  for (int i = 0; i < 150; ++i) {
    const auto& row = rows.next();
    kept.emplace_back(row.features.begin(), row.features.end());
  }
  for (const auto& features : kept) reference.push_back({.features = features});
  monitor.learn(reference);
  EXPECT_EQ(feed(monitor, rows, 200), 1);
}

TEST(JointMonitor, GoesOnFromItsState) {
  const auto model = settings({{"mmd_rff", {}}, {"pca", {"v"}}, {"mmd_linear", {"message"}}});
  for (const int fed : {0, 120, 300, 350, 460, 777}) {
    JointMonitor monitor(model, kSizes);
    Rows rows;
    feed(monitor, rows, fed);
    detectors::StateWriter writer;
    monitor.save(writer);
    JointMonitor restored(model, kSizes);
    detectors::StateReader reader(writer.bytes());
    restored.load(reader);
    EXPECT_FALSE(reader.failed()) << fed;
    EXPECT_TRUE(reader.at_end()) << fed;
    Rows same = rows;
    feed(monitor, rows, 600);
    feed(restored, same, 600);
    for (std::size_t i = 0; i < monitor.checks().size(); ++i) {
      EXPECT_EQ(restored.checks()[i].signal.statistic, monitor.checks()[i].signal.statistic) << fed;
      EXPECT_EQ(restored.checks()[i].signal.p_value, monitor.checks()[i].signal.p_value) << fed;
    }
  }
}

TEST(JointMonitor, TrustsNoState) {
  const auto model = settings({{"mmd_rff", {}}, {"pca", {"v"}}});
  JointMonitor monitor(model, kSizes);
  Rows rows;
  feed(monitor, rows, 450);
  detectors::StateWriter writer;
  monitor.save(writer);
  std::mt19937_64 random(kSeed);
  for (int i = 0; i < 60; ++i) {
    auto damaged = writer.bytes();
    damaged[random() % 64] = static_cast<char>(random());
    JointMonitor restored(model, kSizes);
    detectors::StateReader reader(damaged);
    restored.load(reader);
    Rows more;
    if (!reader.failed()) feed(restored, more, 300);
  }
}

}  // namespace
}  // namespace driftd::engine
