#include "detectors/catalogue.h"

#include <gtest/gtest.h>

#include <set>

namespace driftd::detectors {
namespace {

TEST(Catalogues, ListTheirRows) {
  EXPECT_EQ(stream_detectors().row_names(),
            (std::vector<std::string>{"adwin", "ddm", "e_sr", "e_cusum", "page_hinkley", "eddm", "rddm", "hddm_a", "hddm_w", "fhddm",
                                      "cusum", "gma", "ecdd", "stepd", "kswin", "seed", "optwin", "bocd"}));
  EXPECT_EQ(comparisons().row_names(),
            (std::vector<std::string>{"ks", "cvm", "anderson_darling", "mann_whitney", "welch", "kuiper", "wasserstein", "energy", "psi",
                                      "jensen_shannon", "kl", "hellinger", "total_variation", "chi_square", "g_test", "fisher", "cramers_v",
                                      "l_infinity"}));
  EXPECT_EQ(joint_comparisons().row_names(),
            (std::vector<std::string>{"mmd_linear", "mmd_block", "mmd_rff", "pca", "hotelling", "classifier"}));
  EXPECT_EQ(scores().row_names(), (std::vector<std::string>{"accuracy", "balanced_accuracy", "precision", "recall", "f1", "specificity",
                                                            "mcc", "kappa", "roc_auc", "pr_auc", "recall_at_precision", "log_loss", "brier",
                                                            "ece", "mae", "rmse", "mape", "r2", "pinball"}));
  EXPECT_EQ(ranking_scores().row_names(), (std::vector<std::string>{"ndcg", "map", "hit_rate", "mrr"}));
}

TEST(Catalogues, GiveNoNameTwice) {
  std::set<std::string> names;
  for (const auto& listed : {stream_detectors().row_names(), comparisons().row_names(), joint_comparisons().row_names(),
                             scores().row_names(), ranking_scores().row_names()}) {
    for (const auto& name : listed) EXPECT_TRUE(names.insert(name).second) << name;
  }
}

TEST(Catalogues, RefuseParametersOutsideTheirBoundsByPath) {
  config::Problems problems;
  stream_detectors().find("adwin")->choose({{"delta", 1}, {"clock", 0}, {"max_buckets", 1}, {"min_window", 0}, {"depth", 3}}, "/d",
                                           problems, {});
  std::set<std::string> paths;
  for (const auto& problem : problems) paths.insert(problem.path);
  EXPECT_EQ(paths, (std::set<std::string>{"/d/delta", "/d/clock", "/d/max_buckets", "/d/min_window", "/d/depth"}));
}

TEST(Catalogues, PassParametersOn) {
  config::Problems problems;
  const auto chosen = comparisons().find("psi")->choose({{"above", 0.35}}, "", problems, {});
  EXPECT_TRUE(problems.empty());
  EXPECT_EQ(chosen.make()->threshold(), 0.35);
  EXPECT_EQ(chosen.parameters, (config::Json{{"above", 0.35}, {"bins", 10}}));
}

}  // namespace
}  // namespace driftd::detectors
