// What every model family must obey whatever its rows hold: texts, booleans, levels it never saw, values that are missing or infinite.

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "tests/updaters/samples.h"
#include "updaters/catalogue.h"

namespace driftd::updaters {
namespace {

using config::FeatureType;
using config::Task;

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// Every type of feature, each missing at times; the label is in the number, the boolean, the category and the text.
samples::Sample of_everything(Task task, std::size_t n, std::uint64_t seed) {
  samples::Sample sample{.schema = {.task = task,
                                    .features = {{"x", FeatureType::numeric},
                                                 {"b", FeatureType::boolean},
                                                 {"c", FeatureType::categorical},
                                                 {"t", FeatureType::text},
                                                 {"v[0]", FeatureType::numeric},
                                                 {"v[1]", FeatureType::numeric}}},
                         .rows = {.columns = 6, .values = {}, .texts = {}, .labels = {}, .classes = {}}};
  std::mt19937_64 random(seed);
  const auto or_missing = [&](double value) { return samples::uniform(random) < 0.1 ? kMissing : value; };
  for (std::size_t i = 0; i < n; ++i) {
    const double group = static_cast<double>(random() % 3);
    const bool silent = random() % 10 == 0;
    sample.rows.values.insert(sample.rows.values.end(),
                              {or_missing(group + 0.5 * samples::normal(random)), or_missing(group > 1 ? 1 : 0),
                               or_missing(10 * group + static_cast<double>(random() % 5)), silent ? kMissing : 1.0, samples::normal(random), 7.0});
    sample.rows.texts.emplace_back(silent ? "" : group == 0 ? "see you at lunch" : group == 1 ? "cheap pills now" : "minutes of the meeting");
    sample.rows.labels.push_back(task == Task::binary ? (group > 1 ? 1 : 0) : task == Task::multiclass ? 10 * (group + 1) : 100 * group);
  }
  if (task == Task::multiclass) sample.rows.classes = {{10, "a"}, {20, "b"}, {30, "c"}};
  return sample;
}

class ModelInputLaws : public testing::TestWithParam<std::string> {
 protected:
  ModelInputLaws() {
    for (const Task task : {Task::binary, Task::multiclass, Task::regression}) {
      if (learner_->fits(task)) tasks_.push_back(task);
    }
  }

  ModelPointer train(const samples::Sample& sample, std::uint64_t seed) const {
    auto trained = learner_->train(sample.schema, sample.rows, nullptr, seed);
    EXPECT_TRUE(trained) << trained.error().message;
    return trained.value_or(nullptr);
  }

  static Answers answers(const Model& model, const Dataset& rows) {
    Answers answers;
    const auto texts = rows.text_views();
    model.predict(RowsView(rows.values, texts), answers);
    return answers;
  }

  static void expect_finite(const Answers& answers, std::size_t classes) {
    for (const double value : answers.values) EXPECT_TRUE(std::isfinite(value));
    double sum = 0;
    for (std::size_t i = 0; i < answers.probabilities.size(); ++i) {
      EXPECT_GE(answers.probabilities[i], 0);
      EXPECT_LE(answers.probabilities[i], 1);
      sum += answers.probabilities[i];
      if (classes == 0 || (i + 1) % classes != 0) continue;
      EXPECT_NEAR(sum, 1, 1e-6);
      sum = 0;
    }
  }

  LearnerPointer learner_ = models().choose_default(GetParam()).make();
  std::vector<Task> tasks_;
};

TEST_P(ModelInputLaws, LearnFromEveryTypeOfFeature) {
  for (const Task task : tasks_) {
    const auto fresh = of_everything(task, 300, 2);
    const auto model = train(of_everything(task, 900, 1), 1);
    const auto found = answers(*model, fresh.rows);
    double wrong = 0;
    double squares = 0;
    for (std::size_t i = 0; i < fresh.rows.size(); ++i) {
      wrong += found.values[i] == fresh.rows.labels[i] ? 0 : 1;
      squares += std::pow(found.values[i] - fresh.rows.labels[i], 2);
    }
    if (task == Task::regression) {
      EXPECT_LT(std::sqrt(squares / 300), 30) << "labels spread by 82";
    } else {
      EXPECT_LT(wrong / 300, 0.06);
    }
  }
}

TEST_P(ModelInputLaws, TheSameSeedMakesTheSameArtefact) {
  for (const Task task : tasks_) {
    const auto sample = of_everything(task, 200, 1);
    EXPECT_EQ(train(sample, 7)->write(), train(sample, 7)->write());
  }
}

TEST_P(ModelInputLaws, AnswersBitForBitAlikeOnceReadBack) {
  for (const Task task : tasks_) {
    const auto sample = of_everything(task, 200, 3);
    const auto model = train(sample, 1);
    const auto read = read_model(model->write());
    ASSERT_TRUE(read) << read.error();
    EXPECT_EQ((*read)->write(), model->write());
    const auto before = answers(*model, sample.rows);
    const auto after = answers(**read, sample.rows);
    EXPECT_EQ(before.values, after.values);
    EXPECT_EQ(before.probabilities, after.probabilities);
  }
}

TEST_P(ModelInputLaws, ARowIsAnsweredTheSameAloneAndInAnyBatch) {
  for (const Task task : tasks_) {
    const auto sample = of_everything(task, 130, 4);
    const auto model = train(sample, 1);
    const auto together = answers(*model, sample.rows);
    for (std::size_t i = 0; i < sample.rows.size(); ++i) {
      Answers alone;
      const std::string_view text = sample.rows.texts[i];
      model->predict(RowsView(sample.rows.row(i), std::span(&text, 1)), alone);
      ASSERT_EQ(alone.values[0], together.values[i]) << "row " << i;
    }
  }
}

TEST_P(ModelInputLaws, AnswersFinitelyWhateverARowHolds) {
  for (const Task task : tasks_) {
    const auto model = train(of_everything(task, 200, 5), 1);
    const std::string noise(5000, '\xF0');
    for (const double value : {kMissing, kInfinity, -kInfinity, 1e308, -1e308, 0.0, 12345.0}) {
      for (const std::string_view text : {std::string_view(), std::string_view("unheard of"), std::string_view(noise)}) {
        Answers found;
        const std::vector<double> row(6, value);
        model->predict(RowsView(row, std::span(&text, 1)), found);
        ASSERT_EQ(found.values.size(), 1U);
        expect_finite(found, task == Task::multiclass ? model->classes().size() : 0);
      }
    }
  }
}

TEST_P(ModelInputLaws, TakesRowsWithoutTextsForRowsWithEmptyOnes) {
  for (const Task task : tasks_) {
    auto sample = of_everything(task, 200, 6);
    const auto model = train(sample, 1);
    Answers without;
    model->predict(RowsView(sample.rows.values), without);
    std::ranges::fill(sample.rows.texts, "");
    EXPECT_EQ(without.values, answers(*model, sample.rows).values);
  }
}

TEST_P(ModelInputLaws, ContinuesWithLevelsThatAreNewOrSaysWhyNot) {
  for (const Task task : tasks_) {
    const auto base = train(of_everything(task, 200, 7), 1);
    auto later = of_everything(task, 200, 8);
    for (std::size_t i = 2; i < later.rows.values.size(); i += 12) later.rows.values[i] = 777;
    const auto next = learner_->train(later.schema, later.rows, base.get(), 2);
    if (!next) {
      EXPECT_FALSE(next.error().message.empty());
      continue;
    }
    const auto read = read_model((*next)->write());
    ASSERT_TRUE(read) << read.error();
    EXPECT_EQ(answers(**read, later.rows).values, answers(**next, later.rows).values);
  }
}

INSTANTIATE_TEST_SUITE_P(Rows, ModelInputLaws, testing::ValuesIn(models().row_names()), [](const auto& each) { return each.param; });

}  // namespace
}  // namespace driftd::updaters
