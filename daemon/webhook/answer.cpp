#include "daemon/webhook/answer.h"

#include <algorithm>

#include "config/declaration.h"
#include "daemon/registry/sha256.h"

namespace driftd::webhook {
namespace {

using config::Declaration;
using config::Json;
using config::Problems;
using config::text;
using updaters::FailureCause;

constexpr std::size_t kMostFiles = 16;
constexpr std::size_t kLongestUrl = 2048;

Declaration<RemoteFile> file_declaration() {
  return Declaration<RemoteFile>("a file of the artefact")
      .required("name", &RemoteFile::name, text({.min_length = 1, .max_length = 255, .word = true}), "in out/")
      .required("url", &RemoteFile::url, text({.min_length = 1, .max_length = kLongestUrl}), "where it is fetched")
      .required("sha256", &RemoteFile::sha256, text({.min_length = 64, .max_length = 64}), "of its bytes")
      .check([](const RemoteFile& file, const std::string& path, Problems& problems) {
        if (!registry::is_sha256(file.sha256)) problems.push_back({config::step_into(path, "sha256"), "must be 64 lower-case hex digits"});
      });
}

config::Shape<Json> any_object() {
  return {.read =
              [](Json& value, const Json& json, const std::string& path, Problems& problems) {
                if (json.is_object()) {
                  value = json;
                } else {
                  problems.push_back({path, "must be an object"});
                }
              },
          .write = [](const Json& value) { return value; },
          .schema = {{"type", "object"}}};
}

const Declaration<Answer>& answer_declaration() {
  using Status = Answer::Status;
  static const auto declaration =
      Declaration<Answer>("what an orchestrator says of a job")
          .optional("status", &Answer::status,
                    config::maybe(config::one_of<Status>({{"running", Status::running},
                                                          {"queued", Status::running},
                                                          {"succeeded", Status::succeeded},
                                                          {"failed", Status::failed}})),
                    "how far it is")
          .optional("key", &Answer::key, text({.max_length = 255}), "the job's")
          .optional("status_url", &Answer::status_url, text({.max_length = kLongestUrl}), "where its status can be seen")
          .optional(
              "cause", &Answer::cause,
              config::one_of<FailureCause>(
                  {{"infrastructure", FailureCause::infrastructure}, {"data", FailureCause::data}, {"training", FailureCause::training}}),
              "why it failed")
          .optional("error", &Answer::error, text({.max_length = 4096}), "the same for people")
          .optional("result", &Answer::result, any_object(), "what stands in result.json")
          .optional("files", &Answer::files, config::list(config::object(file_declaration()), 0, kMostFiles), "to be fetched");
  return declaration;
}

std::vector<std::string> keys_of_its_own(const Json& json) {
  std::vector<std::string> keys;
  const auto known = answer_declaration().names();
  for (const auto& [key, value] : json.items()) {
    if (std::ranges::find(known, key) == known.end()) keys.push_back(key);
  }
  return keys;
}

}  // namespace

std::expected<Answer, std::string> read_answer(std::string_view body) {
  const auto json = config::parse_json(body);
  if (!json) return std::unexpected(json.error().front().message);
  if (!json->is_object()) return std::unexpected("is no JSON object");
  Answer answer;
  Problems problems;
  answer_declaration().read(answer, *json, "", problems, keys_of_its_own(*json));
  if (!problems.empty()) return std::unexpected("is not what it should be: " + config::to_text(problems));
  return answer;
}

}  // namespace driftd::webhook
