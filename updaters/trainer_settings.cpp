#include "updaters/trainer_settings.h"

#include <algorithm>
#include <string_view>

namespace driftd::updaters {
namespace {

using config::Declaration;
using config::duration;
using config::Json;
using config::Problems;
using config::text;
using namespace std::chrono_literals;

constexpr std::uint64_t kLargestArtefact = 256ULL << 20U;

/// "http://host:port" with or without a path: what is wrong with it, "" where nothing is. Whether anybody listens there shows later.
std::string wrong_with_url(const std::string& url, bool with_path) {
  constexpr std::string_view kScheme = "http://";
  if (!url.starts_with(kScheme)) return "must begin with \"http://\"; for TLS put a proxy in between";
  const auto plain = [](char c) { return c > ' ' && c < '\x7f'; };
  if (!std::ranges::all_of(url, plain)) return "holds a character that must be written as %XX";
  const std::string_view rest = std::string_view(url).substr(kScheme.size());
  const auto host = rest.substr(0, rest.find_first_of("/?#"));
  if (host.empty() || host.starts_with(':')) return "names no host";
  if (host.find('@') != std::string_view::npos) return "holds a user name, which driftd does not send";
  if (rest.find('#') != std::string_view::npos) return "goes on with a fragment, which no server sees";
  if (!with_path && host.size() != rest.size() && rest.substr(host.size()) != "/") return "must end after the port: driftd adds the path";
  return "";
}

void check_webhook(const WebhookSettings& webhook, const std::string& path, Problems& problems) {
  const auto refuse = [&](const char* key, const std::string& wrong) {
    if (!wrong.empty()) problems.push_back({config::step_into(path, key), wrong});
  };
  refuse("url", wrong_with_url(webhook.url, true));
  if (!webhook.callback.empty()) refuse("callback", wrong_with_url(webhook.callback, false));
  if (webhook.poll > webhook.deadline) refuse("poll", "must not be longer than \"deadline\"");
}

Declaration<WebhookSettings> webhook_declaration() {
  return Declaration<WebhookSettings>("an orchestrator that trains elsewhere")
      .required("url", &WebhookSettings::url, text({.min_length = 8, .max_length = 2048}),
                "where a job is POSTed to, http://host:port/path")
      .required("secret_file", &WebhookSettings::secret_file, text({.min_length = 1, .max_length = 4096}),
                "file with the secret that both sides sign with, at least 16 bytes; read anew for each job")
      .optional("deadline", &WebhookSettings::deadline, duration(1s, 24h * 30), "from the first POST to the result")
      .optional("poll", &WebhookSettings::poll, duration(100ms, 24h),
                "between two looks at the status, where the orchestrator names no time")
      .optional("timeout", &WebhookSettings::timeout, duration(100ms, 1h), "of one request, a download included")
      .optional("clock_skew", &WebhookSettings::clock_skew, duration(1s, 1h),
                "by which the timestamp of a signature may differ from this machine's clock")
      .optional("callback", &WebhookSettings::callback, text({.max_length = 1024}),
                "http://host:port under which the orchestrator reaches driftd; left out: it is told the path only")
      .optional("signed_answers", &WebhookSettings::signed_answers, config::boolean(),
                "whether the orchestrator's answers must be signed too: for networks where others could answer in its place")
      .optional("max_artefact", &WebhookSettings::max_artefact, config::byte_size(1024, kLargestArtefact),
                "all files of a result that are downloaded")
      .check(check_webhook);
}

struct Elsewhere {
  std::optional<WebhookSettings> webhook;
};

const Declaration<Elsewhere>& elsewhere_declaration() {
  static const auto declaration = Declaration<Elsewhere>("a trainer that is no program on this machine")
                                      .required("webhook", &Elsewhere::webhook, config::maybe(config::object(webhook_declaration())),
                                                "an orchestrator that is told by a request");
  return declaration;
}

}  // namespace

config::Shape<TrainerSettings> trainer_shape() {
  const auto program = config::list(text({.min_length = 1, .max_length = 4096}), 0, 64);
  return {.read =
              [program](TrainerSettings& trainer, const Json& json, const std::string& path, Problems& problems) {
                if (json.is_array()) return program.read(trainer.argv, json, path, problems);
                if (!json.is_object()) {
                  problems.push_back({path, "must be a list (a program and its arguments) or {\"webhook\": {...}}"});
                  return;
                }
                Elsewhere elsewhere;
                elsewhere_declaration().read(elsewhere, json, path, problems);
                trainer.webhook = std::move(elsewhere.webhook);
              },
          .write =
              [program](const TrainerSettings& trainer) {
                return trainer.webhook ? elsewhere_declaration().write({.webhook = trainer.webhook}) : program.write(trainer.argv);
              },
          .schema = {{"anyOf", Json::array({program.schema, elsewhere_declaration().schema()})}}};
}

}  // namespace driftd::updaters
