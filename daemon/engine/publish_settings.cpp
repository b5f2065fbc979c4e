#include "daemon/engine/publish_settings.h"

namespace driftd::engine {
namespace {

using config::Declaration;
using config::maybe;
using config::object;

constexpr std::size_t kMostTargets = 16;
constexpr std::size_t kMostArguments = 64;

config::Shape<std::string> path() {
  return config::text({.min_length = 1, .max_length = 4096});
}
config::Shape<std::string> published_name() {
  return config::text({.min_length = 1, .max_length = 250});
}

void check_url(const std::string& url, const std::string& path, config::Problems& problems) {
  if (!url.starts_with("http://"))
    problems.push_back({config::step_into(path, "url"), "must be \"http://host:port\"; for TLS put a proxy in between"});
}

Declaration<TfServingTarget> tf_serving_declaration() {
  return Declaration<TfServingTarget>("a folder of numbered versions, as TensorFlow Serving watches one")
      .required("folder", &TfServingTarget::folder, path(),
                "the model's base path: version 3 appears whole as its folder 3, a version that was rolled back goes");
}

Declaration<TritonTarget> triton_declaration() {
  return Declaration<TritonTarget>("a Triton inference server in explicit control mode")
      .required("url", &TritonTarget::url, config::text({.min_length = 8, .max_length = 1024}), "where its HTTP listens, http://host:port")
      .required("model", &TritonTarget::model, config::text({.min_length = 1, .max_length = 250, .word = true}), "the model's name there")
      .optional("repository", &TritonTarget::repository, config::text({.max_length = 4096}),
                "its model repository's folder, where the version is put first; left out: somebody else puts it there")
      .check([](const TritonTarget& target, const std::string& at, config::Problems& problems) { check_url(target.url, at, problems); });
}

Declaration<MlflowTarget> mlflow_declaration() {
  return Declaration<MlflowTarget>("MLflow's model registry: a version of a registered model, and an alias on it")
      .required("url", &MlflowTarget::url, config::text({.min_length = 8, .max_length = 1024}),
                "where its tracking server listens, http://host:port")
      .required("model", &MlflowTarget::model, published_name(), "the registered model; made where it is not there")
      .optional("alias", &MlflowTarget::alias, published_name(), "that points to the version that answers")
      .optional("source", &MlflowTarget::source, config::text({.min_length = 1, .max_length = 2048}),
                "where others find the version's files; {model} and {version} are filled in")
      .check([](const MlflowTarget& target, const std::string& at, config::Problems& problems) { check_url(target.url, at, problems); });
}

const Declaration<PublishTarget>& target_declaration() {
  static const auto declaration =
      Declaration<PublishTarget>("where a promoted version goes: exactly one of these")
          .optional("tf_serving", &PublishTarget::tf_serving, maybe(object(tf_serving_declaration())), "a folder of numbered versions")
          .optional("triton", &PublishTarget::triton, maybe(object(triton_declaration())), "a Triton server")
          .optional("mlflow", &PublishTarget::mlflow, maybe(object(mlflow_declaration())), "an MLflow model registry")
          .optional("command", &PublishTarget::command,
                    config::list(config::text({.min_length = 1, .max_length = 4096}), 0, kMostArguments),
                    "program and arguments, started without a shell; the version's folder is added behind")
          .check([](const PublishTarget& target, const std::string& at, config::Problems& problems) {
            const int named = int{target.tf_serving.has_value()} + int{target.triton.has_value()} + int{target.mlflow.has_value()} +
                              int{!target.command.empty()};
            if (named != 1) problems.push_back({at, "must have exactly one of \"tf_serving\", \"triton\", \"mlflow\" and \"command\""});
          });
  return declaration;
}

}  // namespace

std::string PublishTarget::name() const {
  if (tf_serving) return "tf_serving " + tf_serving->folder;
  if (triton) return "triton " + triton->url + " " + triton->model;
  if (mlflow) return "mlflow " + mlflow->url + " " + mlflow->model;
  return command.empty() ? "" : "command " + command.front();
}

config::Shape<std::vector<PublishTarget>> publish_shape() {
  return config::list(object(target_declaration()), 0, kMostTargets);
}

config::Json to_json(const PublishTarget& target) {
  return target_declaration().write(target);
}

}  // namespace driftd::engine
