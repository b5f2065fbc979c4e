// The journal's write path (batches of 216-byte rows, each batch made durable) and its recovery path (a scan with checksums).
// Its folder is made under TMPDIR: on a tmpfs, fdatasync costs nothing and the numbers say little.

#include <benchmark/benchmark.h>

#include <array>
#include <filesystem>
#include <memory>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

#include "daemon/journal/crc32c.h"
#include "daemon/journal/journal.h"
#include "tests/scratch_folder.h"

namespace driftd::journal {
namespace {

using tests::ScratchFolder;

constexpr std::size_t kRowBytes = 216;

std::unique_ptr<Journal> open(const std::filesystem::path& folder) {
  auto journal = Journal::open({.folder = folder});
  if (!journal) throw std::runtime_error(journal.error().message);
  return std::move(*journal);
}

void append_rows(Journal& journal, std::int64_t count, std::vector<Position>* positions = nullptr) {
  std::array<std::byte, kRowBytes> row{};
  for (std::int64_t i = 0; i < count; ++i) {
    row[0] = static_cast<std::byte>(i);
    const Position position = journal.append(row);
    if (positions != nullptr) positions->push_back(position);
  }
  if (!journal.commit()) throw std::runtime_error(journal.failure()->message);
}

void append_and_commit(benchmark::State& state) {
  const ScratchFolder folder(ScratchFolder::Place::disk);
  const auto journal = open(folder.path());
  constexpr Position kWindow = 256U << 20;  // what lies further back is released, so that segments are recycled
  for ([[maybe_unused]] auto step : state) {
    append_rows(*journal, state.range(0));
    if (journal->end() > kWindow && !journal->release_before(journal->end() - kWindow)) state.SkipWithError("cannot release");
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
  state.SetBytesProcessed(state.iterations() * state.range(0) * static_cast<std::int64_t>(kRowBytes));
}
BENCHMARK(append_and_commit)->Arg(100)->Arg(1000)->Arg(10000)->UseRealTime()->Unit(benchmark::kMicrosecond);

void scan(benchmark::State& state) {
  const ScratchFolder folder(ScratchFolder::Place::disk);
  const auto journal = open(folder.path());
  for (std::int64_t i = 0; i < state.range(0); i += 1000) append_rows(*journal, 1000);
  for ([[maybe_unused]] auto step : state) {
    std::uint64_t bytes = 0;
    const auto done = journal->scan(0, [&](Position, std::span<const std::byte> payload) { bytes += payload.size(); });
    if (!done) state.SkipWithError(done.error().message.c_str());
    benchmark::DoNotOptimize(bytes);
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(scan)->Arg(1000000)->Unit(benchmark::kMillisecond);

void reopen(benchmark::State& state) {
  const ScratchFolder folder(ScratchFolder::Place::disk);
  {
    const auto journal = open(folder.path());
    for (std::int64_t i = 0; i < state.range(0); i += 1000) append_rows(*journal, 1000);
  }
  for ([[maybe_unused]] auto step : state) benchmark::DoNotOptimize(open(folder.path())->end());
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(reopen)->Arg(1000000)->Unit(benchmark::kMillisecond);

void look_up(benchmark::State& state) {
  const ScratchFolder folder(ScratchFolder::Place::disk);
  const auto journal = open(folder.path());
  std::vector<Position> positions;
  for (int i = 0; i < 1000; ++i) append_rows(*journal, 1000, &positions);
  std::mt19937 random(1);
  for ([[maybe_unused]] auto step : state) {
    benchmark::DoNotOptimize(journal->tail(positions[random() % positions.size()]).front());
  }
}
BENCHMARK(look_up);

void checksum(benchmark::State& state) {
  const std::vector<std::byte> bytes(static_cast<std::size_t>(state.range(0)));
  for ([[maybe_unused]] auto step : state) benchmark::DoNotOptimize(crc32c(0, bytes));
  state.SetBytesProcessed(state.iterations() * state.range(0));
}
BENCHMARK(checksum)->Arg(kRowBytes)->Arg(64 << 10);

}  // namespace
}  // namespace driftd::journal
