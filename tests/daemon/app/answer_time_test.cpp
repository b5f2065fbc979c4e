#include "daemon/app/answer_time.h"

#include <gtest/gtest.h>

#include <set>

namespace driftd::app {
namespace {

/// Notes how many rows it is asked for at a time, and which.
class Asked final : public updaters::Model {
 public:
  const config::ModelSchema& schema() const override { return schema_; }
  std::span<const updaters::ClassName> classes() const override { return {}; }
  void predict(const updaters::RowsView& rows, updaters::Answers& answers) const override {
    sizes.insert(rows.values.size());
    asked.insert(rows.values.front());
    texts.insert(rows.texts.empty() ? "" : std::string(rows.texts.front()));
    answers.values.assign(1, 0);
  }
  std::string write() const override { return ""; }

  mutable std::set<std::size_t> sizes;
  mutable std::set<double> asked;
  mutable std::set<std::string> texts;

 private:
  config::ModelSchema schema_;
};

TEST(AnswerTime, IsOfRowsThatAreAskedOneAtATimeWithTheirTexts) {
  const updaters::Dataset rows{.columns = 2, .values = {1, 2, 3, 4, 5, 6}, .texts = {"a", "b", "c"}, .labels = {0, 0, 0}};
  const Asked model;
  EXPECT_GE(median_answer_time(model, rows), 0);
  EXPECT_EQ(model.sizes, std::set<std::size_t>{2});
  EXPECT_EQ(model.asked, (std::set<double>{1, 3, 5}));
  EXPECT_EQ(model.texts, (std::set<std::string>{"a", "b", "c"}));
}

TEST(AnswerTime, OfNoRowsIsNone) {
  EXPECT_EQ(median_answer_time(Asked{}, {}), 0);
}

}  // namespace
}  // namespace driftd::app
