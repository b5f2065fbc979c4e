#include "daemon/engine/answer_loss.h"

namespace driftd::engine {
namespace {

using config::Task;

double square(double value) {
  return value * value;
}

double plain(Task task, double answer, double truth) {
  if (task == Task::regression) return square(answer - truth);
  return answer == truth ? 0 : 1;
}

/// sum (p_k - [k is true])^2 / 2 by its parts.
double half_brier(double squares, double of_truth) {
  return (squares - 2 * of_truth + 1) / 2;
}

std::optional<double> proper(Task task, std::span<const ClassScore> scores, double truth) {
  if (task == Task::regression || scores.empty()) return std::nullopt;
  if (task == Task::binary) return square(scores[0].probability - (scores[0].code == truth ? 1 : 0));
  double squares = 0;
  double of_truth = 0;
  for (const auto& score : scores) {
    squares += square(score.probability);
    if (score.code == truth) of_truth = score.probability;
  }
  return half_brier(squares, of_truth);
}

}  // namespace

AnswerLoss loss_of(Task task, double answer, std::span<const ClassScore> scores, double truth) {
  return {.plain = plain(task, answer, truth), .proper = proper(task, scores, truth)};
}

AnswerLoss loss_of(const updaters::Model& model, const updaters::Answers& answers, double truth) {
  const Task task = model.schema().task;
  AnswerLoss loss{.plain = plain(task, answers.values[0], truth), .proper = {}};
  if (task == Task::binary) loss.proper = square(answers.probabilities[0] - truth);
  if (task == Task::multiclass) {
    const auto classes = model.classes();
    double squares = 0;
    double of_truth = 0;
    for (std::size_t k = 0; k < classes.size(); ++k) {
      squares += square(answers.probabilities[k]);
      if (classes[k].code == truth) of_truth = answers.probabilities[k];
    }
    loss.proper = half_brier(squares, of_truth);
  }
  return loss;
}

}  // namespace driftd::engine
