#include "detectors/joint/pca.h"

#include <Eigen/Core>
#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>

namespace driftd::detectors {

namespace {

using Matrix = Eigen::MatrixXd;
using RowMatrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

Eigen::Index index(std::size_t size) {
  return static_cast<Eigen::Index>(size);
}

std::vector<double> every_second(const RowsView& rows, std::size_t first) {
  std::vector<double> chosen;
  for (std::size_t i = first; i < rows.size(); i += 2) chosen.insert(chosen.end(), rows.row(i).begin(), rows.row(i).end());
  return chosen;
}

/// How many of the variances, largest first, make up the share; at least one direction is left to err in.
Eigen::Index components_for(const Eigen::VectorXd& falling, double share) {
  const double total = falling.cwiseMax(0.0).sum();
  double sum = 0;
  Eigen::Index count = 0;
  while (count + 1 < falling.size() && sum < share * total) sum += std::max(falling[count++], 0.0);
  return count;
}

}  // namespace

void Pca::learn(const RowsView& reference, const WindowShape& /*shape*/) {
  columns_ = reference.columns;
  centre_.clear();
  components_.clear();
  errors_ = {};
  if (reference.size() < 2) return;
  const auto fitted = every_second(reference, 0);
  const auto held_out = every_second(reference, 1);
  fit({.values = fitted, .columns = columns_});
  errors_ = NumericReference(summarise({.values = held_out, .columns = columns_}, 0));
}

void Pca::fit(const RowsView& rows) {
  RowMatrix matrix = Eigen::Map<const RowMatrix>(rows.values.data(), index(rows.size()), index(columns_));
  const Eigen::RowVectorXd centre = matrix.colwise().mean();
  matrix.rowwise() -= centre;
  const Eigen::SelfAdjointEigenSolver<Matrix> solver(Matrix(matrix.transpose() * matrix));
  const Eigen::VectorXd falling = solver.eigenvalues().reverse();
  const Eigen::Index count = components_for(falling, explained_);
  const Matrix components = solver.eigenvectors().rowwise().reverse().leftCols(count);
  centre_.assign(centre.data(), centre.data() + centre.size());
  components_.assign(components.data(), components.data() + components.size());
}

PaneSummary Pca::summarise(const RowsView& rows, std::uint64_t /*before*/) const {
  if (centre_.empty()) return PaneSummary(rows.size());
  RowMatrix matrix = Eigen::Map<const RowMatrix>(rows.values.data(), index(rows.size()), index(columns_));
  matrix.rowwise() -= Eigen::Map<const Eigen::RowVectorXd>(centre_.data(), index(columns_));
  const Eigen::Map<const Matrix> components(components_.data(), index(columns_), index(this->components()));
  const RowMatrix inside = matrix * components;
  matrix -= inside * components.transpose();
  PaneSummary errors;
  constexpr double kRounding = 1e-9;
  for (Eigen::Index i = 0; i < matrix.rows(); ++i) {
    const double error = matrix.row(i).norm();
    errors.push_back(error > kRounding ? error : 0);
  }
  return errors;
}

bool Pca::accepts(const PaneSummary& summary) const {
  constexpr double kLargest = 1e9;
  return std::ranges::all_of(summary, [](double error) { return error >= 0 && error <= kLargest; });
}

Evidence Pca::evidence(std::span<const PaneSummary> window) const {
  std::vector<double> errors;
  for (const PaneSummary& pane : window) errors.insert(errors.end(), pane.begin(), pane.end());
  std::vector<Cell> cells(errors.size());
  errors_.locate(errors, cells);
  CellCounts counts(errors_.cell_count());
  for (const Cell cell : cells) ++counts[cell];
  return test_.compare(errors_, counts);
}

void declare_pca(config::Catalogue<JointComparisonPointer>& catalogue) {
  catalogue.add({.name = "pca",
                 .summary = "reconstruction error by principal components: rows no longer keep the ties between their columns",
                 .paper = "Pearson, On lines and planes of closest fit to systems of points in space, Philosophical Magazine 2, 1901",
                 .guarantee = "calibrated: for independent rows, by the distribution of ks; of 1,200 unchanged windows (normal, heavy "
                              "tails, categories and gaps, 400 columns) "
                              "5.5 % alarmed at alpha .05 and 1.5 % at .01",
                 .cost = "columns times components products a row; 8 bytes a row of the window, 8 columns^2 bytes"},
                joint_declaration<PcaParameters>("reconstruction error by principal components")
                    .optional("explained", &PcaParameters::explained, config::number({.max = 1, .above = 0}),
                              "share of the variance that the components hold"),
                [](const PcaParameters& parameters) -> JointComparisonPointer { return std::make_unique<Pca>(parameters); });
}

}  // namespace driftd::detectors
