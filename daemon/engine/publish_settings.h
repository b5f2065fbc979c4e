#pragma once

// Where else a version is to go once it answers here: the serving stack and the registry that others look at. See daemon/publishing/.

#include <optional>
#include <string>
#include <vector>

#include "config/declaration.h"

namespace driftd::engine {

/// A folder of numbered versions, as TensorFlow Serving (and who copied it) watches one.
struct TfServingTarget {
  std::string folder;
};

/// Triton in explicit control mode: it loads a model from its repository when it is told to.
struct TritonTarget {
  std::string url;         // http://host:port
  std::string model;       // its name there
  std::string repository;  // the folder where Triton finds models; empty: somebody else puts the version there
};

/// MLflow's model registry: a version of a registered model, and an alias that points to it.
struct MlflowTarget {
  std::string url;  // http://host:port
  std::string model;
  std::string alias = "champion";
  std::string source = "driftd://{model}/{version}";  // where MLflow's users find the files
};

/// Exactly one of these.
struct PublishTarget {
  std::optional<TfServingTarget> tf_serving;
  std::optional<TritonTarget> triton;
  std::optional<MlflowTarget> mlflow;
  std::vector<std::string> command;  // argv; the version's folder is added

  /// What it is in telemetry and status: "mlflow http://..." and the like.
  std::string name() const;
};

config::Shape<std::vector<PublishTarget>> publish_shape();
config::Json to_json(const PublishTarget& target);

}  // namespace driftd::engine
