#include "daemon/telemetry/process_families.h"

#include <utility>

#include "daemon/telemetry/families.h"

namespace driftd::telemetry {
namespace {

using prometheus::MetricFamily;

template <class Value>
MetricFamily one(MetricFamily family, Value value, Labels labels = {}) {
  add(family, std::move(labels), value);
  return family;
}

}  // namespace

std::vector<MetricFamily> process_families(const ProcessStatus& process) {
  const KernelStatus& kernel = process.kernel;
  return {
      one(gauge("driftd_build_info", "Always 1; the label tells the version that runs."), 1.0, {{"version", process.version}}),
      one(counter("driftd_http_requests_total", "Whole requests that reached a handler."), process.http_requests),
      one(counter("driftd_http_refused_total",
                  "Requests and connections that were turned away before a handler: malformed, too large, too slow, or too many at once."),
          process.http_refused),
      one(counter("driftd_http_handler_failures_total", "Handlers that failed by an exception; each is a defect worth reporting."),
          process.http_handler_failures),
      one(counter("driftd_http_received_bytes_total", "Bytes read from HTTP connections, headers included."), process.http_received_bytes),
      one(gauge("driftd_http_connections", "HTTP connections that are open now."), process.http_connections),
      one(gauge("driftd_journal_bytes", "What the journal takes on disk now; a segment goes when no window and no training can reach it."),
          process.journal_bytes),
      one(counter(
              "driftd_journal_commit_failures_total",
              "Batches that could not be made durable, and so were not acknowledged. After the first the daemon accepts nothing more: mend "
              "the disk and restart it."),
          process.journal_commit_failures),
      one(counter("driftd_history_write_failures_total",
                  "Records that the history could not keep; decisions do not depend on it, but pages and reports lack them."),
          process.history_write_failures),
      one(gauge("driftd_queue_bytes",
                "Events that wait for the journal, in bytes; at driftd_queue_capacity_bytes clients are answered 429."),
          process.queue_bytes),
      one(gauge("driftd_trainings_waiting",
                "Trainings that wait for their turn: for one of training.processes, or for the next day where training.cpu_per_day is "
                "spent."),
          process.trainings_waiting),
      one(gauge("driftd_trainings_running", "Trainers that run now."), process.trainings_running),
      one(gauge("driftd_queue_capacity_bytes", "Events that may wait for the journal, in bytes."), process.queue_capacity_bytes),
      one(counter("process_cpu_seconds_total", "User and system CPU time that the process has used."), kernel.cpu_seconds),
      one(gauge("process_resident_memory_bytes", "Memory of the process that is in RAM."), kernel.resident_bytes),
      one(gauge("process_virtual_memory_bytes", "Address space of the process, mapped journal segments included."), kernel.virtual_bytes),
      one(gauge("process_open_fds", "File descriptors that are open."), kernel.open_files),
      one(gauge("process_max_fds", "File descriptors that may be open."), kernel.most_open_files),
      one(gauge("process_start_time_seconds", "When the process started, in seconds since the Unix epoch."), kernel.start_seconds),
  };
}

}  // namespace driftd::telemetry
