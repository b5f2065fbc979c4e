// What a request pays to learn who answers: a read of the slot, by one thread and by two, at rest and with a swap a millisecond; and, where
// a canary stands, the choice by id on top of it.

#include <benchmark/benchmark.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <string>
#include <thread>

#include "daemon/serving/slot.h"

namespace driftd::serving {
namespace {

ServedModelPointer served(std::uint64_t version) {
  return std::make_shared<const ServedModel>(ServedModel{.version = version, .model = nullptr});
}

Slot& slot_with_champion() {
  static Slot slot;
  static const bool filled = (slot.swap(served(1)), true);
  benchmark::DoNotOptimize(filled);
  return slot;
}

void read_slot(benchmark::State& state) {
  const Slot& slot = slot_with_champion();
  for (auto _ : state) benchmark::DoNotOptimize(slot.current()->version);
}
BENCHMARK(read_slot)->ThreadRange(1, 2)->UseRealTime();

void read_slot_while_it_is_swapped(benchmark::State& state) {
  Slot& slot = slot_with_champion();
  std::jthread swapper;
  if (state.thread_index() == 0) {
    swapper = std::jthread([&slot](const std::stop_token& over) {
      for (std::uint64_t version = 2; !over.stop_requested(); ++version) {
        slot.swap(served(version));
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
      }
    });
  }
  for (auto _ : state) benchmark::DoNotOptimize(slot.current()->version);
}
BENCHMARK(read_slot_while_it_is_swapped)->ThreadRange(1, 2)->UseRealTime();

void choose_by_id(benchmark::State& state) {
  const LineUp line_up{.champion = served(1), .canary = served(2), .share = 0.1};
  const std::string id = "order-2026-01-31-0001";
  for (auto _ : state) benchmark::DoNotOptimize(line_up.for_id(id)->version);
}
BENCHMARK(choose_by_id);

}  // namespace
}  // namespace driftd::serving
