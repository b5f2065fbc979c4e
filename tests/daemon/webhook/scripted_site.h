#pragma once

// An orchestrator by script.

#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "daemon/api/http_server.h"
#include "daemon/webhook/signature.h"
#include "tests/daemon/webhook/handed_over.h"

namespace driftd::webhook {

inline config::Time clock_now() {
  return std::chrono::time_point_cast<config::Duration>(std::chrono::system_clock::now());
}

/// What it answers to the first request of a kind, to the second ..., the last for ever. It keeps what it heard
/// and whether the signatures were good.
class Site {
 public:
  Site() : server_({.port = 0, .threads = 1}, [this](const api::Request& request, api::Respond respond) { respond(answer(request)); }) {
    server_.start();
  }

  /// `what`: "POST /train".
  void answers(const std::string& what, std::vector<api::Response> responses) {
    const std::lock_guard lock(mutex_);
    script_[what] = std::move(responses);
  }
  /// What happens before it answers.
  void when_asked(std::function<void()> happens) {
    const std::lock_guard lock(mutex_);
    happens_ = std::move(happens);
  }
  /// Signs its answers from now on.
  void sign_answers() {
    const std::lock_guard lock(mutex_);
    signs_ = true;
  }
  std::string url() const { return "http://127.0.0.1:" + std::to_string(server_.port()); }

  std::vector<std::string> heard() const {
    const std::lock_guard lock(mutex_);
    return heard_;
  }
  std::vector<api::Request> requests() const {
    const std::lock_guard lock(mutex_);
    return requests_;
  }
  std::vector<std::string> bad_signatures() const {
    const std::lock_guard lock(mutex_);
    return bad_signatures_;
  }
  /// Waits until so many requests have come.
  void has_heard(std::size_t many) const {
    for (int i = 0; i < 2000 && heard().size() < many; ++i) std::this_thread::sleep_for(std::chrono::milliseconds(10));
    ASSERT_GE(heard().size(), many);
  }

 private:
  api::Response answer(const api::Request& request) {
    const std::lock_guard lock(mutex_);
    const std::string what = request.method + " " + request.path;
    if (happens_) happens_();
    heard_.push_back(what);
    requests_.push_back(request);
    const auto header = [&](const char* name) { return std::string(request.header(name).value_or("")); };
    const Signature claimed{.timestamp = header(kTimestampHeader), .signature = header(kSignatureHeader)};
    const auto content = signed_content(request.method, request.path, request.body);
    if (const auto good = verify(HandedOver::kSecret, content, claimed, clock_now(), std::chrono::minutes(1)); !good)
      bad_signatures_.push_back(what + " " + good.error());
    auto& responses = script_[what];
    if (responses.empty()) return {.status = 404, .body = "nothing here"};
    api::Response response = responses.front();
    if (responses.size() > 1) responses.erase(responses.begin());
    if (signs_) {
      const auto made = sign(HandedOver::kSecret, response.body, clock_now());
      response.headers.emplace_back(kTimestampHeader, made.timestamp);
      response.headers.emplace_back(kSignatureHeader, made.signature);
    }
    return response;
  }

  mutable std::mutex mutex_;
  std::map<std::string, std::vector<api::Response>> script_;
  std::vector<std::string> heard_;
  std::vector<api::Request> requests_;
  std::vector<std::string> bad_signatures_;
  bool signs_ = false;
  std::function<void()> happens_;
  api::HttpServer server_;  // the last: its threads use the others
};

inline api::Response says(const std::string& body, unsigned status = 200, api::FieldList headers = {}) {
  return {.status = status, .content_type = "application/json", .body = body, .headers = std::move(headers)};
}

}  // namespace driftd::webhook
