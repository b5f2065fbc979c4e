#pragma once

// A job's folder as it is handed to an orchestrator, and the secret that both know.

#include <gtest/gtest.h>

#include <string>

#include "daemon/registry/sha256.h"
#include "daemon/training/job.h"
#include "daemon/webhook/ticket.h"
#include "tests/daemon/training/job_folder.h"
#include "updaters/trainer_settings.h"

namespace driftd::webhook {

class HandedOver {
 public:
  HandedOver() {
    folder.put("train.csv", "x,label\n1,0\n2,1\n");
    folder.put("secret", kSecret);
    job = {.number = 7,
           .model = "m",
           .schema = {.task = config::Task::binary, .features = {{.name = "x"}}},
           .strategy = "retrain",
           .learner = config::Json{{"kind", "logistic"}}};
    facts = {.trainer = {}, .ending = {}, .table_sha256 = registry::sha256_of("x,label\n1,0\n2,1\n"), .rows = 2};
    settings.url = "http://127.0.0.1:1/train";
    settings.secret_file = folder / "secret";
  }

  std::string key() const { return key_of(job, facts.table_sha256); }
  Ticket ticket(config::Time submitted) const {
    return {.key = key(), .submitted = submitted, .table_sha256 = facts.table_sha256, .rows = facts.rows};
  }

  static constexpr const char* kSecret = "a secret of both sides";

  training::Folder folder;
  training::Job job;
  engine::TrainingFacts facts;
  updaters::WebhookSettings settings;
};

}  // namespace driftd::webhook
