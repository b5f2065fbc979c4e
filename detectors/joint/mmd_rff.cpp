#include "detectors/joint/mmd_rff.h"

#include <Eigen/Core>
#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>

#include "detectors/joint/gaussian_kernel.h"
#include "detectors/stats/seeded_random.h"
#include "detectors/stats/weighted_chi_square.h"

namespace driftd::detectors {

namespace {

using RowMatrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

Eigen::Index index(std::size_t size) {
  return static_cast<Eigen::Index>(size);
}

/// The eigenvalues of the rows' covariance, by the smaller of the two matrices that have them.
std::vector<double> covariance_eigenvalues(const RowMatrix& centred) {
  const double freedom = static_cast<double>(centred.rows() - 1);
  const bool few_rows = centred.rows() < centred.cols();
  const Eigen::MatrixXd products =
      few_rows ? Eigen::MatrixXd(centred * centred.transpose()) : Eigen::MatrixXd(centred.transpose() * centred);
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(products / freedom, Eigen::EigenvaluesOnly);
  std::vector<double> found;
  const double largest = solver.eigenvalues().size() > 0 ? solver.eigenvalues().maxCoeff() : 0;
  for (const double value : solver.eigenvalues()) {
    if (value > 1e-12 * largest && value > 1e-20) found.push_back(value);
  }
  return found;
}

}  // namespace

void MmdRff::draw(const RowsView& reference) {
  SeededNormal random(seed());
  const double width = median_distance(reference);
  spectrum_.resize(frequencies_ * reference.columns);
  for (double& coordinate : spectrum_) coordinate = random.next() / width;
}

std::vector<double> MmdRff::embed(const RowsView& rows) const {
  const Eigen::Map<const RowMatrix> from(rows.values.data(), index(rows.size()), index(rows.columns));
  const Eigen::Map<const Eigen::MatrixXd> spectrum(spectrum_.data(), index(rows.columns), index(frequencies_));
  const RowMatrix angles = from * spectrum;
  const double scale = 1 / std::sqrt(static_cast<double>(frequencies_));
  std::vector<double> embedded;
  embedded.reserve(rows.size() * 2 * frequencies_);
  for (Eigen::Index i = 0; i < angles.rows(); ++i) {
    for (Eigen::Index k = 0; k < angles.cols(); ++k) embedded.push_back(scale * std::cos(angles(i, k)));
    for (Eigen::Index k = 0; k < angles.cols(); ++k) embedded.push_back(scale * std::sin(angles(i, k)));
  }
  return embedded;
}

void MmdRff::learn(const RowsView& reference, const WindowShape& /*shape*/) {
  rows_ = reference.size();
  mean_.assign(2 * frequencies_, 0);
  variances_.clear();
  if (rows_ == 0) return;
  draw(reference);
  const auto embedded = embed(reference);
  RowMatrix matrix = Eigen::Map<const RowMatrix>(embedded.data(), index(rows_), index(mean_.size()));
  Eigen::Map<Eigen::RowVectorXd> mean(mean_.data(), index(mean_.size()));
  mean = matrix.colwise().mean();
  if (rows_ < 2) return;
  matrix.rowwise() -= mean;
  variances_ = covariance_eigenvalues(matrix);
}

PaneSummary MmdRff::summarise(const RowsView& rows, std::uint64_t /*before*/) const {
  PaneSummary summary(1 + mean_.size());
  if (rows_ == 0) return summary;
  const auto embedded = embed(rows);
  summary[0] = static_cast<double>(rows.size());
  for (std::size_t i = 0; i < embedded.size(); ++i) summary[1 + i % mean_.size()] += embedded[i];
  return summary;
}

bool MmdRff::accepts(const PaneSummary& summary) const {
  if (summary.size() != 1 + mean_.size() || !all_finite(summary) || summary[0] < 0) return false;
  return std::ranges::all_of(summary, [&](double value) { return std::abs(value) <= summary[0] * 1.001; });
}

Evidence MmdRff::evidence(std::span<const PaneSummary> window) const {
  double rows = 0;
  std::vector<double> sums(mean_.size());
  for (const PaneSummary& pane : window) {
    rows += pane[0];
    for (std::size_t i = 0; i < sums.size(); ++i) sums[i] += pane[1 + i];
  }
  if (rows == 0 || rows_ == 0) return {};
  double statistic = 0;
  for (std::size_t i = 0; i < sums.size(); ++i) statistic += (sums[i] / rows - mean_[i]) * (sums[i] / rows - mean_[i]);
  constexpr double kRounding = 1e-20;
  if (rows_ < 2 || statistic <= kRounding) return {.statistic = statistic, .p_value = 1};
  const double scale = 1 / static_cast<double>(rows_) + 1 / rows;
  return {.statistic = statistic, .p_value = weighted_chi_square_tail(statistic / scale, variances_)};
}

void declare_mmd_rff(config::Catalogue<JointComparisonPointer>& catalogue) {
  catalogue.add({.name = "mmd_rff",
                 .summary = "maximum mean discrepancy by random Fourier features: any change of rows as a whole, from sums that merge",
                 .paper = "Rahimi & Recht, Random features for large-scale kernel machines, NIPS 2007",
                 .guarantee = "calibrated: for independent rows, by the limit distribution; of 1,200 unchanged windows (normal, heavy "
                              "tails, categories and gaps, 400 columns) "
                              "5.3 % alarmed at alpha .05 and 1.1 % at .01",
                 .cost = "`frequencies` products, cosines and sines a row; 16 bytes a frequency for each pane"},
                joint_declaration<MmdRffParameters>("maximum mean discrepancy by random Fourier features")
                    .optional("frequencies", &MmdRffParameters::frequencies, config::integer({.min = 8, .max = 512}),
                              "drawn from the kernel's spectrum: more see finer differences"),
                [](const MmdRffParameters& parameters) -> JointComparisonPointer { return std::make_unique<MmdRff>(parameters); });
}

}  // namespace driftd::detectors
