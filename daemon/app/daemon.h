#pragma once

// The daemon: opens the state, wires the rooms, listens, and lives until a signal. SIGTERM and SIGINT drain and checkpoint; SIGHUP reads
// the configuration again (a refused one leaves the running one in force).

#include <expected>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>

#include "daemon/api/http_server.h"
#include "daemon/app/service.h"

namespace driftd::app {

class Daemon {
 public:
  /// Opens and recovers everything. Throws std::runtime_error, saying what is wrong and what to do, where it cannot start.
  /// `program` is this executable: the built-in trainer is started from it.
  Daemon(std::filesystem::path configuration, std::filesystem::path program);
  ~Daemon();
  Daemon(const Daemon&) = delete;
  Daemon& operator=(const Daemon&) = delete;

  /// Listens and waits for a signal; returns when everything has been drained.
  void run();
  std::expected<void, std::string> reload();

 private:
  void start();
  void stop();
  void configure_engine();
  void remember_trainings();
  void wait_for_signals();

  std::filesystem::path configuration_;
  Settings settings_;
  std::mutex reloading_;
  std::unique_ptr<journal::CheckpointStore> checkpoints_;
  std::unique_ptr<journal::Journal> journal_;
  std::unique_ptr<registry::Registry> registry_;
  std::unique_ptr<history::History> history_;
  serving::Slots slots_;
  std::unique_ptr<publishing::Publisher> publisher_;
  std::unique_ptr<Effects> effects_;
  std::unique_ptr<Pipeline> pipeline_;
  std::unique_ptr<Service> service_;
  std::unique_ptr<api::HttpServer> server_;
};

}  // namespace driftd::app
