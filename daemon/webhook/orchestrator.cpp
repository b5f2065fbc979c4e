#include "daemon/webhook/orchestrator.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <chrono>
#include <optional>
#include <thread>
#include <utility>

#include "daemon/registry/sha256.h"
#include "daemon/webhook/answer.h"
#include "daemon/webhook/exchange.h"
#include "daemon/webhook/signature.h"
#include "daemon/webhook/ticket.h"

namespace driftd::webhook {
namespace {

namespace fs = std::filesystem;
using config::Json;
using updaters::FailureCause;
using namespace std::chrono_literals;
using Steady = std::chrono::steady_clock;

constexpr std::uint64_t kLargestAnswer = 16U << 20U;
constexpr int kMostPosts = 5;    // without an answer, in a row
constexpr int kMostFetches = 3;  // of a file
constexpr auto kFirstWait = 1s;
constexpr auto kShortestWait = 100ms;
constexpr auto kFarewell = 2s;
constexpr auto kLookAround = 50ms;

/// Why it came to nothing.
struct Failed {
  std::string why;
  FailureCause cause = FailureCause::infrastructure;
};

/// Answer, or go on waiting, or the end.
using Heard = std::expected<std::optional<Answer>, Failed>;

std::unexpected<Failed> failed(std::string why) {
  return std::unexpected(Failed{.why = std::move(why)});
}

/// One job, from the POST to the files in out/.
class Conversation {
 public:
  struct Surroundings {
    const updaters::WebhookSettings& settings;
    const Orchestrator::Clock& clock;
    const std::atomic<bool>& cancelled;
    const std::atomic<bool>& leaving;
  };

  Conversation(Surroundings around, std::string secret, const training::Job& job, fs::path folder, Ticket ticket)
      : around_(around),
        secret_(std::move(secret)),
        submission_(around.settings, secret_, around.clock, &around.leaving),
        exchange_(around.settings, secret_, around.clock, &around.cancelled),
        url_(api::parse_http_resource(around.settings.url)),
        job_(job),
        folder_(std::move(folder)),
        ticket_(std::move(ticket)),
        waited_(std::clamp(around.clock() - ticket_.submitted, config::Duration::zero(), around.settings.deadline)),
        end_(Steady::now() + (around.settings.deadline - waited_)) {}

  /// How the result came, once out/ is filled.
  std::expected<std::string, Failed> hold() {
    if (!url_) return failed(url_.error());
    for (;;) {
      if (around_.cancelled.load()) return failed("the update was given up while the orchestrator trained");
      if (auto called = callback(); !called || *called) return settle(std::move(called), "by a call back");
      if (Steady::now() >= end_ && (looked_ || ticket_.status_url.empty())) return failed(too_late());
      if (Steady::now() >= next_ && (!ticket_.accepted || !ticket_.status_url.empty())) {
        const bool accepted = ticket_.accepted;
        auto heard = accepted ? look() : submit();
        if (!heard || *heard) return settle(std::move(heard), accepted ? "when it was asked" : "at once");
      }
      std::this_thread::sleep_for(kLookAround);
    }
  }

  /// Tells the orchestrator that nobody waits any more, where it may still be at it. What it answers is of no matter.
  void withdraw() const {
    if (over_ || !url_ || ticket_.status_url.empty()) return;
    const auto to = api::resolve_at_origin(*url_, ticket_.status_url);
    auto settings = around_.settings;
    settings.timeout = std::min<config::Duration>(settings.timeout, kFarewell);
    if (to) (void)Exchange(settings, secret_, around_.clock, nullptr).send("DELETE", *to, "", kLargestAnswer);
  }

 private:
  std::string too_late() const {
    return fmt::format("the orchestrator brought no result within {}{}{}", config::format_duration(around_.settings.deadline),
                       trouble_.empty() ? "" : "; at the last look: ", trouble_);
  }

  std::string order() const {
    const std::string path = fmt::format("/v1/models/{}/jobs/{}/result", job_.model, job_.number);
    std::string base = around_.settings.callback;
    if (base.ends_with('/')) base.pop_back();
    std::error_code error;
    return Json{{"key", ticket_.key},
                {"folder", fs::absolute(folder_, error).string()},
                {"table", {{"file", "train.csv"}, {"sha256", ticket_.table_sha256}, {"rows", ticket_.rows}}},
                {"submitted", config::format_time(ticket_.submitted)},
                {"deadline", config::format_time(ticket_.submitted + around_.settings.deadline)},
                {"callback", base + path},
                {"job", training::to_json(job_)}}
        .dump();
  }

  /// Not past the deadline, whatever the orchestrator asks for: the last look is then.
  void wait(config::Duration duration) {
    const auto now = Steady::now();
    const auto left = std::max<Steady::duration>(end_ - now, kShortestWait);
    next_ = now + std::min<Steady::duration>(std::max<config::Duration>(duration, kShortestWait), left);
  }

  Heard submit() {
    const auto answer = submission_.send("POST", *url_, order(), kLargestAnswer, ticket_.key);
    if (!answer) {
      const Refusal& refusal = answer.error();
      if (!refusal.for_now || ++posts_ >= kMostPosts) return failed("the orchestrator did not take the job: " + refusal.why);
      const config::Duration pause = std::min<config::Duration>(kFirstWait * (1 << posts_) / 2, around_.settings.poll);
      wait(refusal.retry_after.value_or(pause));
      trouble_ = refusal.why;
      return std::nullopt;
    }
    auto said = understood(*answer);
    if (!said) return std::unexpected(std::move(said.error()));
    if (said->is_final()) return *std::move(said);
    if (answer->status != 202 && !said->status)
      return failed(fmt::format("the orchestrator answered {} without a \"status\"", answer->status));
    return accepted(*answer, *said);
  }

  Heard accepted(const api::Response& answer, const Answer& said) {
    const std::string reference = said.status_url.empty() ? std::string(answer.header("Location").value_or("")) : said.status_url;
    if (!reference.empty()) {
      const auto status = api::resolve_at_origin(*url_, reference);
      if (!status) return failed("the orchestrator's status cannot be looked at: " + status.error());
      ticket_.status_url = status->url();
    }
    ticket_.accepted = true;
    trouble_.clear();
    if (auto written = write_ticket(folder_, ticket_); !written) return failed(written.error());
    spdlog::info("{}: job {} was taken by {}, {}", job_.model, job_.number, url_->origin(),
                 ticket_.status_url.empty() ? "which calls back" : "its status is at " + ticket_.status_url);
    wait(retry_after(answer).value_or(around_.settings.poll));
    return std::nullopt;
  }

  Heard look() {
    looked_ = true;
    const auto status = api::resolve_at_origin(*url_, ticket_.status_url);
    if (!status) return failed(status.error());
    const auto answer = exchange_.send("GET", *status, "", kLargestAnswer);
    if (!answer) {
      const Refusal& refusal = answer.error();
      over_ = !refusal.for_now;
      if (over_) return failed("the orchestrator has lost the job: " + refusal.why);
      trouble_ = refusal.why;
      wait(refusal.retry_after.value_or(around_.settings.poll));
      return std::nullopt;
    }
    auto said = understood(*answer);
    if (!said) return std::unexpected(std::move(said.error()));
    if (said->is_final()) return *std::move(said);
    trouble_.clear();
    wait(retry_after(*answer).value_or(around_.settings.poll));
    return std::nullopt;
  }

  /// What an answer says, where it is believed; one without a body says nothing.
  std::expected<Answer, Failed> understood(const api::Response& answer) const {
    if (const auto believed = exchange_.believe(answer); !believed) return failed("the orchestrator's answer " + believed.error());
    if (answer.body.empty()) return Answer{};
    auto said = read_answer(answer.body);
    if (!said) return failed("the orchestrator's answer " + said.error());
    const bool must_name_it = around_.settings.signed_answers && said->is_final();
    if (said->key != ticket_.key && (must_name_it || !said->key.empty()))
      return failed(fmt::format("the orchestrator's answer is of the job \"{}\", and this one is \"{}\"", said->key, ticket_.key));
    return *std::move(said);
  }

  Heard callback() const {
    std::error_code error;
    const fs::path file = callback_file(folder_);
    if (!fs::exists(file, error)) return std::nullopt;
    const auto text = training::read_text(file, kLargestAnswer);
    if (!text) return failed(text.error());
    auto said = read_answer(*text);
    if (!said) return failed("the orchestrator's result " + said.error());
    return *std::move(said);
  }

  std::expected<std::string, Failed> settle(Heard heard, const char* how) {
    if (!heard) return std::unexpected(std::move(heard.error()));
    const Answer& answer = **heard;
    over_ = true;
    if (*answer.status == Answer::Status::failed)
      return std::unexpected(
          Failed{.why = "the orchestrator says: " + (answer.error.empty() ? "it failed" : answer.error), .cause = answer.cause});
    std::uint64_t left = around_.settings.max_artefact;
    for (const RemoteFile& file : answer.files) {
      auto fetched = fetch(file, left);
      if (!fetched) return std::unexpected(std::move(fetched.error()));
      left -= *fetched;
    }
    if (!answer.result.is_null()) {
      if (auto put = put_into_out("result.json", answer.result.dump()); !put) return failed(put.error());
    }
    return fmt::format("the orchestrator's result came {}", how);
  }

  /// How many bytes it has.
  std::expected<std::uint64_t, Failed> fetch(const RemoteFile& file, std::uint64_t most) const {
    const auto from = api::resolve_at_origin(*url_, file.url);
    if (!from) return failed("\"" + file.name + "\" cannot be fetched: " + from.error());
    auto answer = exchange_.send("GET", *from, "", most);
    for (int tries = 1; !answer && answer.error().for_now && tries < kMostFetches && pause(kFirstWait); ++tries)
      answer = exchange_.send("GET", *from, "", most);
    if (!answer) return failed("\"" + file.name + "\" cannot be fetched: " + answer.error().why);
    if (registry::sha256_of(answer->body) != file.sha256) return failed("\"" + file.name + "\" has not the SHA-256 that was promised");
    if (auto put = put_into_out(file.name, answer->body); !put) return failed(put.error());
    return answer->body.size();
  }

  /// False where the job was given up meanwhile.
  bool pause(config::Duration duration) const {
    for (const auto end = Steady::now() + duration; Steady::now() < end;) {
      if (around_.cancelled.load()) return false;
      std::this_thread::sleep_for(kLookAround);
    }
    return true;
  }

  /// Never through a link that lies there.
  std::expected<void, std::string> put_into_out(const std::string& name, const std::string& bytes) const {
    const fs::path file = folder_ / "out" / name;
    std::error_code error;
    fs::remove(file, error);
    if (error) return std::unexpected(fmt::format("cannot replace {}: {}", file.string(), error.message()));
    return training::write_text(file, bytes);
  }

  Surroundings around_;
  std::string secret_;
  Exchange submission_;  // is heard out where the job is given up: what was taken can be withdrawn only where its status is known
  Exchange exchange_;
  std::expected<api::HttpResource, std::string> url_;
  const training::Job& job_;
  fs::path folder_;
  Ticket ticket_;
  config::Duration waited_;
  Steady::time_point end_;
  Steady::time_point next_;
  int posts_ = 0;
  bool looked_ = false;  // at the status, at least once: the daemon may have been down when the result came
  bool over_ = false;    // for the orchestrator
  std::string trouble_;  // of the last request that brought no answer
};

Ticket ticket_for(const training::Job& job, const engine::TrainingFacts& facts, config::Time now) {
  return {.key = key_of(job, facts.table_sha256),
          .submitted = now,
          .accepted = false,
          .status_url = {},
          .table_sha256 = facts.table_sha256,
          .rows = facts.rows,
          .first = facts.first,
          .last = facts.last};
}

}  // namespace

std::string Orchestrator::name() const {
  return "POST " + settings_.url;
}

std::optional<engine::TrainingFacts> Orchestrator::under_way(const training::Job& job, const fs::path& folder) const {
  const auto ticket = read_ticket_of(job, folder);
  std::error_code error;
  if (!ticket || !fs::is_directory(folder / "out", error)) return std::nullopt;
  return engine::TrainingFacts{.trainer = {},
                               .ending = {},
                               .table_sha256 = ticket->table_sha256,
                               .rows = ticket->rows,
                               .first = ticket->first,
                               .last = ticket->last};
}

training::ProcessEnd Orchestrator::train(const training::Job& job, const fs::path& folder, const engine::TrainingFacts& facts,
                                         const std::atomic<bool>& cancelled) {
  auto secret = read_secret(settings_.secret_file);
  if (!secret) return {.reason = secret.error()};
  auto ticket = read_ticket_of(job, folder);
  if (ticket) {
    spdlog::info("{}: job {} is with {} since {}, and is waited for again", job.model, job.number, settings_.url,
                 config::format_time(ticket->submitted));
  } else {
    ticket = ticket_for(job, facts, clock_());
    if (auto written = write_ticket(folder, *ticket); !written) return {.reason = written.error()};
  }
  const auto submitted = ticket->submitted;
  Conversation conversation({.settings = settings_, .clock = clock_, .cancelled = cancelled, .leaving = leaving_}, *std::move(secret), job,
                            folder, *std::move(ticket));
  auto heard = conversation.hold();
  if (!heard && !leaving_.load()) conversation.withdraw();
  const auto passed = std::max(clock_() - submitted, config::Duration::zero());
  training::ProcessEnd end{
      .succeeded = heard.has_value(), .cause = FailureCause::none, .seconds = std::chrono::duration<double>(passed).count()};
  if (heard) {
    end.ending = *std::move(heard);
  } else {
    end.cause = heard.error().cause;
    end.reason = std::move(heard.error().why);
  }
  return end;
}

}  // namespace driftd::webhook
