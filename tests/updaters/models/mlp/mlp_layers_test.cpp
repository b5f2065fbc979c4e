#include "updaters/models/mlp/mlp_layers.h"

#include <gtest/gtest.h>

#include <cmath>

#include "detectors/stats/seeded_random.h"
#include "updaters/models/mlp/mlp.h"

namespace driftd::updaters {
namespace {

using config::Task;

constexpr std::uint64_t kSeed = 5;

std::vector<const Matrix*> view(const std::vector<Matrix>& layers) {
  std::vector<const Matrix*> pointers;
  for (const Matrix& layer : layers) pointers.push_back(&layer);
  return pointers;
}

/// Two numbers and sparse inputs 2 .. 5 on layers of 4, 3 and so many outputs.
class Gradients : public testing::TestWithParam<Task> {
 protected:
  Gradients() {
    detectors::SeededNormal random(kSeed);
    const Eigen::Index outputs = GetParam() == Task::multiclass ? 3 : 1;
    for (const auto& [rows, columns] : {std::pair<Eigen::Index, Eigen::Index>{7, 4}, {5, 3}, {4, outputs}}) {
      Matrix& layer = layers_.emplace_back(rows, columns);
      for (double& value : std::span(layer.data(), static_cast<std::size_t>(layer.size()))) value = random.next();
    }
    targets_ = GetParam() == Task::regression ? std::vector<double>{0.3, -2, 1}
               : GetParam() == Task::binary   ? std::vector<double>{1, 0, 1}
                                              : std::vector<double>{2, 0, 1};
  }

  double loss() const {
    double sum = 0;
    for (std::uint32_t i = 0; i < 3; ++i) {
      EncodedRows row;
      gather(rows_, std::vector<std::uint32_t>{i}, row);
      Matrix scores(1, layers_.back().cols());
      const MatrixView means(scores.data(), 1, scores.cols());
      propagate(row, view(layers_), means);
      link_of(GetParam()).apply(means);
      sum += importance_[i] * mean_loss(GetParam(), means, std::span(targets_).subspan(i, 1));
    }
    return sum / 3;
  }

  EncodedRows rows_{
      .rows = 3, .numbers = {0.5, -1, 2, 0, -0.3, 1.1}, .sparse = {.begins = {0, 2, 2, 3}, .inputs = {2, 5, 3}, .values = {1, -0.5, 1}}};
  std::vector<double> importance_{0.5, 1, 1.5};
  std::vector<double> targets_;
  std::vector<Matrix> layers_;
};

TEST_P(Gradients, AreTheSlopesOfTheLoss) {
  std::vector<Matrix> gradients(3);
  Backpropagation(link_of(GetParam()))
      .differentiate({.rows = rows_, .targets = targets_, .importance = importance_}, view(layers_), 0, gradients);
  constexpr double kStep = 1e-6;
  for (std::size_t l = 0; l < layers_.size(); ++l) {
    ASSERT_EQ(gradients[l].size(), layers_[l].size());
    for (Eigen::Index i = 0; i < layers_[l].size(); ++i) {
      double& weight = layers_[l].data()[i];
      const double at = weight;
      weight = at + kStep;
      const double above = loss();
      weight = at - kStep;
      const double below = loss();
      weight = at;
      EXPECT_NEAR(gradients[l].data()[i], (above - below) / (2 * kStep), 1e-7) << "layer " << l << ", weight " << i << ", seed " << kSeed;
    }
  }
}

TEST_P(Gradients, OfFrozenLayersAreNotWorkedOut) {
  std::vector<Matrix> all(3);
  std::vector<Matrix> some(3);
  Backpropagation learn(link_of(GetParam()));
  const Lesson lesson{.rows = rows_, .targets = targets_, .importance = importance_};
  learn.differentiate(lesson, view(layers_), 0, all);
  learn.differentiate(lesson, view(layers_), 2, some);
  EXPECT_EQ(some[0].size(), 0);
  EXPECT_EQ(some[1].size(), 0);
  EXPECT_EQ(some[2], all[2]);
}

INSTANTIATE_TEST_SUITE_P(Tasks, Gradients, testing::Values(Task::binary, Task::multiclass, Task::regression),
                         [](const auto& each) { return std::string(name_of(each.param)); });

TEST(MlpLayers, RectifyWhatIsBetweenThem) {
  const std::vector<Matrix> layers{Matrix{{1, -1}, {0, 0.5}}, Matrix{{10}, {100}, {3}}};
  const EncodedRows rows{.rows = 2, .numbers = {2, -2}};
  Matrix scores(2, 1);
  propagate(rows, view(layers), MatrixView(scores.data(), 2, 1));
  EXPECT_EQ(scores(0, 0), 10 * 2 + 3) << "h = 2, and -1.5 cut off";
  EXPECT_EQ(scores(1, 0), 100 * 2.5 + 3) << "h = -2 cut off, and 2.5";
}

}  // namespace
}  // namespace driftd::updaters
