#include "detectors/catalogue.h"

#include "detectors/compare/anderson_darling.h"
#include "detectors/compare/chi_square.h"
#include "detectors/compare/cramer_von_mises.h"
#include "detectors/compare/cramers_v.h"
#include "detectors/compare/fisher.h"
#include "detectors/compare/g_test.h"
#include "detectors/compare/ks.h"
#include "detectors/compare/kuiper.h"
#include "detectors/compare/mann_whitney.h"
#include "detectors/compare/psi.h"
#include "detectors/compare/scale_distances.h"
#include "detectors/compare/share_distances.h"
#include "detectors/compare/welch.h"
#include "detectors/joint/classifier.h"
#include "detectors/joint/hotelling.h"
#include "detectors/joint/mmd_block.h"
#include "detectors/joint/mmd_linear.h"
#include "detectors/joint/mmd_rff.h"
#include "detectors/joint/pca.h"
#include "detectors/quality/duplicates.h"
#include "detectors/quality/frozen.h"
#include "detectors/quality/label_rate.h"
#include "detectors/quality/missing.h"
#include "detectors/quality/new_categories.h"
#include "detectors/quality/out_of_range.h"
#include "detectors/quality/stale.h"
#include "detectors/quality/unit_change.h"
#include "detectors/quality/wrong_type.h"
#include "detectors/scores/agreement_scores.h"
#include "detectors/scores/brier.h"
#include "detectors/scores/calibration_error.h"
#include "detectors/scores/class_scores.h"
#include "detectors/scores/curve_scores.h"
#include "detectors/scores/log_loss.h"
#include "detectors/scores/ranking_scores.h"
#include "detectors/scores/recall_at_precision.h"
#include "detectors/scores/regression_scores.h"
#include "detectors/stream/adwin.h"
#include "detectors/stream/bocd.h"
#include "detectors/stream/cusum.h"
#include "detectors/stream/ddm.h"
#include "detectors/stream/e_detector.h"
#include "detectors/stream/ecdd.h"
#include "detectors/stream/eddm.h"
#include "detectors/stream/fhddm.h"
#include "detectors/stream/gma.h"
#include "detectors/stream/hddm_a.h"
#include "detectors/stream/hddm_w.h"
#include "detectors/stream/kswin.h"
#include "detectors/stream/optwin.h"
#include "detectors/stream/page_hinkley.h"
#include "detectors/stream/rddm.h"
#include "detectors/stream/seed.h"
#include "detectors/stream/stepd.h"

namespace driftd::detectors {

const config::Catalogue<StreamDetectorPointer>& stream_detectors() {
  static const auto catalogue = [] {
    config::Catalogue<StreamDetectorPointer> rows("detector");
    declare_adwin(rows);
    declare_ddm(rows);
    declare_e_detectors(rows);
    declare_page_hinkley(rows);
    declare_eddm(rows);
    declare_rddm(rows);
    declare_hddm_a(rows);
    declare_hddm_w(rows);
    declare_fhddm(rows);
    declare_cusum(rows);
    declare_gma(rows);
    declare_ecdd(rows);
    declare_stepd(rows);
    declare_kswin(rows);
    declare_seed(rows);
    declare_optwin(rows);
    declare_bocd(rows);
    return rows;
  }();
  return catalogue;
}

const config::Catalogue<ComparisonPointer>& comparisons() {
  static const auto catalogue = [] {
    config::Catalogue<ComparisonPointer> rows("detector");
    declare_ks(rows);
    declare_cvm(rows);
    declare_anderson_darling(rows);
    declare_mann_whitney(rows);
    declare_welch(rows);
    declare_kuiper(rows);
    declare_wasserstein(rows);
    declare_energy(rows);
    declare_psi(rows);
    declare_jensen_shannon(rows);
    declare_kl(rows);
    declare_hellinger(rows);
    declare_total_variation(rows);
    declare_chi_square(rows);
    declare_g_test(rows);
    declare_fisher(rows);
    declare_cramers_v(rows);
    declare_l_infinity(rows);
    return rows;
  }();
  return catalogue;
}

const config::Catalogue<JointComparisonPointer>& joint_comparisons() {
  static const auto catalogue = [] {
    config::Catalogue<JointComparisonPointer> rows("detector");
    declare_mmd_linear(rows);
    declare_mmd_block(rows);
    declare_mmd_rff(rows);
    declare_pca(rows);
    declare_hotelling(rows);
    declare_classifier(rows);
    return rows;
  }();
  return catalogue;
}

const config::Catalogue<ScorePointer>& scores() {
  static const auto catalogue = [] {
    config::Catalogue<ScorePointer> rows("score");
    declare_accuracy(rows);
    declare_balanced_accuracy(rows);
    declare_precision(rows);
    declare_recall(rows);
    declare_f1(rows);
    declare_specificity(rows);
    declare_mcc(rows);
    declare_kappa(rows);
    declare_roc_auc(rows);
    declare_pr_auc(rows);
    declare_recall_at_precision(rows);
    declare_log_loss(rows);
    declare_brier(rows);
    declare_ece(rows);
    declare_mae(rows);
    declare_rmse(rows);
    declare_mape(rows);
    declare_r2(rows);
    declare_pinball(rows);
    return rows;
  }();
  return catalogue;
}

ScoreNeeds needs_of_all_scores() {
  ScoreNeeds needs;
  for (const auto& row : scores().rows()) needs.add(scores().choose_default(row.facts.name).make()->needs());
  return needs;
}

const config::Catalogue<RankingScorePointer>& ranking_scores() {
  static const auto catalogue = [] {
    config::Catalogue<RankingScorePointer> rows("score");
    declare_ndcg(rows);
    declare_map(rows);
    declare_hit_rate(rows);
    declare_mrr(rows);
    return rows;
  }();
  return catalogue;
}

const config::Catalogue<QualityCheckPointer>& quality_checks() {
  static const auto catalogue = [] {
    config::Catalogue<QualityCheckPointer> rows("check");
    declare_missing(rows);
    declare_wrong_type(rows);
    declare_out_of_range(rows);
    declare_new_categories(rows);
    declare_frozen(rows);
    declare_duplicates(rows);
    declare_unit_change(rows);
    declare_stale(rows);
    declare_label_rate(rows);
    return rows;
  }();
  return catalogue;
}

}  // namespace driftd::detectors
