#include "daemon/publishing/publisher.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <mutex>
#include <thread>

#include "config/json.h"
#include "daemon/registry/registry.h"
#include "tests/scratch_folder.h"

namespace driftd::publishing {
namespace {

using namespace std::chrono_literals;
using config::Json;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;
namespace fs = std::filesystem;

std::string text_of(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

/// Stands in for a server: answers by method and path, and keeps what it was asked.
class Server {
 public:
  Request request() {
    return [this](const std::string& url, const std::string& method, const std::string& target,
                  const std::string& body) -> std::expected<HttpAnswer, std::string> {
      const std::lock_guard lock(mutex_);
      asked_.push_back(method + " " + url + target + (body.empty() ? "" : " " + body));
      if (down_ > 0) {
        --down_;
        return std::unexpected(std::string("connection refused"));
      }
      for (const auto& [prefix, answer] : answers_) {
        if ((method + " " + target).starts_with(prefix)) return answer;
      }
      return HttpAnswer{.status = 404, .body = "no such thing"};
    };
  }
  void answer(const std::string& prefix, HttpAnswer answer) {
    const std::lock_guard lock(mutex_);
    answers_.insert(answers_.begin(), {prefix, std::move(answer)});
  }
  void go_down(int requests) {
    const std::lock_guard lock(mutex_);
    down_ = requests;
  }
  std::vector<std::string> asked() const {
    const std::lock_guard lock(mutex_);
    return asked_;
  }

 private:
  mutable std::mutex mutex_;
  std::vector<std::pair<std::string, HttpAnswer>> answers_;
  std::vector<std::string> asked_;
  int down_ = 0;
};

class Publishing : public ::testing::Test {
 protected:
  Publishing() : registry_(folder_.path() / "registry") {}

  Version installed(std::uint64_t number, const std::string& model = "churn") {
    const fs::path source = folder_.path() / ("made-" + std::to_string(number));
    fs::create_directories(source);
    std::ofstream(source / "model.onnx") << "weights of " << number;
    std::ofstream(source / "model.joblib") << "checkpoint of " << number;
    const auto manifest = registry_.install({.model = model, .version = number, .format = "onnx", .main = "model.onnx"}, source);
    EXPECT_TRUE(manifest) << manifest.error();
    return {.model = model, .number = number, .folder = folder_.path() / "registry" / model / std::to_string(number)};
  }
  /// Waits until the publisher has brought the version everywhere.
  static ::testing::AssertionResult published(const Publisher& publisher, std::uint64_t number) {
    for (int i = 0; i < 1000; ++i) {
      const auto status = publisher.status("churn");
      if (!status.empty() && std::ranges::all_of(status, [&](const auto& entry) { return entry.published == number; }))
        return ::testing::AssertionSuccess();
      std::this_thread::sleep_for(5ms);
    }
    return ::testing::AssertionFailure() << publisher.status("churn").front().error;
  }
  fs::path base() const { return folder_.path() / "serving/churn"; }
  engine::PublishTarget to_folder() const {
    return {.tf_serving = engine::TfServingTarget{.folder = base().string()}, .triton = {}, .mlflow = {}, .command = {}};
  }
  static engine::PublishTarget to_triton() {
    return {.tf_serving = {},
            .triton = engine::TritonTarget{.url = "http://triton:8000", .model = "churn", .repository = ""},
            .mlflow = {},
            .command = {}};
  }
  static void wait_for_a_failure(const Publisher& publisher) {
    for (int i = 0; i < 1000 && publisher.status("churn").front().failures == 0; ++i) std::this_thread::sleep_for(5ms);
  }

  tests::ScratchFolder folder_;
  registry::Registry registry_;
  Server server_;
};

TEST_F(Publishing, PutsAVersionWholeIntoANumberedFolder) {
  ASSERT_TRUE(publish_to_folder(base(), installed(3)));
  EXPECT_EQ(text_of(base() / "3/model.onnx"), "weights of 3");
  EXPECT_EQ(text_of(base() / "3/model.joblib"), "checkpoint of 3");
  EXPECT_EQ(std::distance(fs::directory_iterator(base()), {}), 1) << "nothing else is left there";
  EXPECT_TRUE(publish_to_folder(base(), installed(3))) << "twice is as good as once";
}

TEST_F(Publishing, TakesARolledBackVersionAwayButNobodyElses) {
  ASSERT_TRUE(publish_to_folder(base(), installed(2)));
  ASSERT_TRUE(publish_to_folder(base(), installed(3)));
  fs::create_directories(base() / "9");
  ASSERT_TRUE(publish_to_folder(base(), installed(2)));
  EXPECT_FALSE(fs::exists(base() / "3"));
  EXPECT_TRUE(fs::exists(base() / "9")) << "driftd did not put it there";
}

TEST_F(Publishing, LeavesAFolderAloneThatIsAnothers) {
  fs::create_directories(base() / "3");
  std::ofstream(base() / "3/saved_model.pb") << "somebody's";
  const auto done = publish_to_folder(base(), installed(3));
  ASSERT_FALSE(done);
  EXPECT_THAT(done.error(), HasSubstr("is not this version; move it away"));
  EXPECT_EQ(text_of(base() / "3/saved_model.pb"), "somebody's");
}

TEST_F(Publishing, TellsTritonToLoadOnceTheVersionIsThere) {
  server_.answer("POST /v2/repository/models/churn_onnx/load", {.status = 200, .body = ""});
  const engine::TritonTarget target{
      .url = "http://triton:8000", .model = "churn_onnx", .repository = (folder_.path() / "repository").string()};
  ASSERT_TRUE(publish_to_triton(target, installed(4), server_.request()));
  EXPECT_EQ(text_of(folder_.path() / "repository/churn_onnx/4/model.onnx"), "weights of 4");
  EXPECT_THAT(server_.asked(), ElementsAre("POST http://triton:8000/v2/repository/models/churn_onnx/load {}"));
  server_.answer("POST /v2/repository", {.status = 400, .body = R"({"error":"explicit model load / unload is not allowed"})"});
  EXPECT_THAT(publish_to_triton(target, installed(4), server_.request()).error(),
              HasSubstr("Triton answered 400: {\"error\":\"explicit model load"));
}

TEST_F(Publishing, MakesAVersionInMlflowOnceAndPointsTheAliasToIt) {
  const std::string api = "/api/2.0/mlflow/";
  server_.answer("POST " + api + "registered-models/create", {.status = 200, .body = "{}"});
  server_.answer("GET " + api + "model-versions/search", {.status = 200, .body = "{}"});
  server_.answer("POST " + api + "model-versions/create", {.status = 200, .body = R"({"model_version": {"version": "12"}})"});
  server_.answer("POST " + api + "registered-models/alias", {.status = 200, .body = "{}"});
  const engine::MlflowTarget target{
      .url = "http://mlflow:5000", .model = "churn", .alias = "champion", .source = "s3://models/{model}/{version}"};
  const auto done = publish_to_mlflow(target, installed(5), server_.request());
  ASSERT_TRUE(done) << done.error();
  EXPECT_THAT(server_.asked(), Contains(HasSubstr(R"("source":"s3://models/churn/5")")));
  EXPECT_THAT(server_.asked().back(), HasSubstr(R"({"name":"churn","alias":"champion","version":"12"})"));

  server_.answer(
      "GET " + api + "model-versions/search",
      {.status = 200,
       .body =
           R"({"model_versions": [{"version": "12", "tags": [{"key": "driftd.model", "value": "churn"}, {"key": "driftd.version", "value": "5"}]}]})"});
  const auto before = server_.asked().size();
  ASSERT_TRUE(publish_to_mlflow(target, installed(5), server_.request()));
  const auto asked = server_.asked();
  EXPECT_TRUE(std::none_of(asked.begin() + static_cast<std::ptrdiff_t>(before), asked.end(),
                           [](const auto& line) { return line.find("model-versions/create") != std::string::npos; }));
}

TEST_F(Publishing, RunsAProgramWithTheVersionsFolderLast) {
  std::atomic<bool> cancelled{false};
  const auto version = installed(6);
  const fs::path copy = folder_.path() / "copied";
  ASSERT_TRUE(publish_by_command({"sh", "-c", "cp -r \"$1\" " + copy.string(), "sh"}, version, folder_.path() / "scratch", cancelled));
  EXPECT_EQ(text_of(copy / "model.onnx"), "weights of 6");
  const auto failed = publish_by_command({"sh", "-c", "echo 'no room' >&2; exit 3"}, version, folder_.path() / "scratch", cancelled);
  ASSERT_FALSE(failed);
  EXPECT_THAT(failed.error(), HasSubstr("exit code 3; its last line: no room"));
}

TEST_F(Publishing, TriesAgainUntilItIsThereAndShowsWhy) {
  server_.go_down(3);
  server_.answer("POST /v2/repository/models/churn/load", {.status = 200, .body = ""});
  Publisher publisher(folder_.path() / "published", server_.request(), 1ms);
  publisher.configure("churn", {to_triton()});
  publisher.publish(installed(1));
  ASSERT_TRUE(published(publisher, 1));
  const auto status = publisher.status("churn").front();
  EXPECT_EQ(status.failures, 3U);
  EXPECT_EQ(status.error, "");
  EXPECT_EQ(status.target, "triton http://triton:8000 churn");
}

TEST_F(Publishing, PutsAVersionBackWhereAnotherMayHaveArrivedThoughItsAttemptFailed) {
  server_.answer("POST /v2/repository/models/churn/load", {.status = 200, .body = ""});
  Publisher publisher(folder_.path() / "published", server_.request(), 1h);
  publisher.configure("churn", {to_triton()});
  publisher.publish(installed(1));
  ASSERT_TRUE(published(publisher, 1));
  server_.go_down(1);  // the answer is lost; whether the request was, nobody knows
  publisher.publish(installed(2));
  wait_for_a_failure(publisher);
  const auto asked = server_.asked().size();
  publisher.publish({.model = "churn", .number = 1, .folder = folder_.path() / "registry/churn/1"});
  for (int i = 0; i < 1000 && server_.asked().size() == asked; ++i) std::this_thread::sleep_for(5ms);
  EXPECT_EQ(server_.asked().size(), asked + 1) << "version 1 is told once more";
}

TEST_F(Publishing, GoesOnBehindARestartWithWhatIsNotThereYet) {
  const auto first = installed(1);
  {
    Publisher publisher(folder_.path() / "published", server_.request(), 1ms);
    publisher.configure("churn", {to_folder()});
    publisher.publish(first);
    ASSERT_TRUE(published(publisher, 1));
  }
  fs::remove_all(base() / "1");
  Publisher publisher(folder_.path() / "published", server_.request(), 1ms);
  publisher.configure("churn", {to_folder()});
  publisher.publish(first);
  EXPECT_TRUE(published(publisher, 1));
  EXPECT_FALSE(fs::exists(base() / "1")) << "it was published, and is not again";
  publisher.publish(installed(2));
  ASSERT_TRUE(published(publisher, 2));
  EXPECT_TRUE(fs::exists(base() / "2/model.onnx"));
}

TEST_F(Publishing, GivesUpAVersionForTheNextOne) {
  fs::create_directories(base() / "1");  // another's: version 1 can never go there
  Publisher publisher(folder_.path() / "published", server_.request(), 1h);
  publisher.configure("churn", {to_folder()});
  publisher.publish(installed(1));
  wait_for_a_failure(publisher);
  EXPECT_THAT(publisher.status("churn").front().error, HasSubstr("move it away"));
  publisher.publish(installed(2));
  EXPECT_TRUE(published(publisher, 2)) << "and it does not wait for the retry of version 1";
}

}  // namespace
}  // namespace driftd::publishing
