// What swaps cost those who ask: clients over HTTP on loopback, in turns while the slot is at rest and while it is swapped, the same number
// of requests in each turn. Prints the times of the requests, their errors, and the process's memory before and after.
//
//   bench_swap [rounds] [requests a client and turn] [clients] [milliseconds between swaps] [MB a model]

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "tests/daemon/app/serving_house.h"

namespace {

using Clock = std::chrono::steady_clock;
using driftd::app::EchoClient;
using driftd::app::ServingHouse;

struct Options {
  std::size_t rounds = 10;
  std::size_t requests = 5000;
  std::size_t clients = 2;
  std::size_t pause = 5;
  std::size_t megabytes = 1;
};

struct Turn {
  std::vector<double> microseconds;
  std::size_t errors = 0;
  std::size_t swaps = 0;
};

double quantile(std::vector<double>& values, double share) {
  const auto place = values.begin() + static_cast<std::ptrdiff_t>(share * static_cast<double>(values.size() - 1));
  std::ranges::nth_element(values, place);
  return *place;
}

double median(std::vector<double> values) {
  return quantile(values, 0.5);
}

double resident_megabytes() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("VmRSS:")) return std::stod(line.substr(6)) / 1024;
  }
  return 0;
}

void ask(EchoClient& client, std::size_t requests, Turn& turn) {
  for (std::size_t i = 0; i < requests; ++i) {
    const auto begin = Clock::now();
    const auto answer = client.ask(1);
    turn.microseconds.push_back(std::chrono::duration<double, std::micro>(Clock::now() - begin).count());
    turn.errors += answer.problem.empty() ? 0U : 1U;
  }
}

class Bench {
 public:
  explicit Bench(const Options& options) : options_(options) {
    house_.serve(version_, ballast());
    for (std::size_t i = 0; i < options_.clients; ++i) clients_.emplace_back(house_.url());
  }

  Turn turn(bool swapping) {
    std::vector<Turn> parts(clients_.size());
    std::vector<std::jthread> threads;
    std::atomic<std::size_t> asking{clients_.size()};
    for (std::size_t i = 0; i < clients_.size(); ++i) {
      threads.emplace_back([&, i] {
        ask(clients_[i], options_.requests, parts[i]);
        --asking;
      });
    }
    Turn whole;
    while (swapping && asking > 0) {
      house_.serve(++version_, ballast());
      ++whole.swaps;
      std::this_thread::sleep_for(std::chrono::milliseconds(options_.pause));
    }
    threads.clear();
    for (const Turn& part : parts) {
      whole.microseconds.insert(whole.microseconds.end(), part.microseconds.begin(), part.microseconds.end());
      whole.errors += part.errors;
    }
    return whole;
  }

 private:
  std::size_t ballast() const { return (options_.megabytes << 20U) / sizeof(double); }

  Options options_;
  ServingHouse house_;
  std::vector<EchoClient> clients_;
  std::uint64_t version_ = 1;
};

Options read(int argc, char** argv) {
  Options options;
  std::size_t* const places[] = {&options.rounds, &options.requests, &options.clients, &options.pause, &options.megabytes};
  for (int i = 1; i < argc && i <= 5; ++i) *places[i - 1] = std::max<std::size_t>(1, std::strtoull(argv[i], nullptr, 10));
  return options;
}

}  // namespace

int main(int argc, char** argv) {
  const Options options = read(argc, argv);
  Bench bench(options);
  bench.turn(true);  // warm: the server's threads have had their snapshots, the allocator its pages
  const double before = resident_megabytes();
  std::vector<double> ratios;
  std::vector<double> rest;
  std::vector<double> swapped;
  Turn all;
  for (std::size_t round = 0; round < options.rounds; ++round) {
    auto still = bench.turn(false);
    auto moving = bench.turn(true);
    const double p99_still = quantile(still.microseconds, 0.99);
    const double p99_moving = quantile(moving.microseconds, 0.99);
    rest.push_back(p99_still);
    swapped.push_back(p99_moving);
    ratios.push_back(p99_moving / p99_still);
    all.errors += still.errors + moving.errors;
    all.swaps += moving.swaps;
    fmt::print("round {}: p50 {:.0f} and {:.0f} us, p99 {:.0f} and {:.0f} us, at rest and with {} swaps\n", round + 1,
               quantile(still.microseconds, 0.5), quantile(moving.microseconds, 0.5), p99_still, p99_moving, moving.swaps);
  }
  fmt::print("p99, medians of {} rounds: {:.0f} us at rest, {:.0f} us with swaps; ratio: median {:.2f}, least {:.2f}, most {:.2f}\n",
             options.rounds, median(rest), median(swapped), median(ratios), *std::ranges::min_element(ratios),
             *std::ranges::max_element(ratios));
  fmt::print("{} swaps of models of {} MB, {} requests, {} errors or mixed answers\n", all.swaps, options.megabytes,
             2 * options.rounds * options.clients * options.requests, all.errors);
  fmt::print("resident memory: {:.1f} MB before, {:.1f} MB after\n", before, resident_megabytes());
  return all.errors == 0 ? 0 : 1;
}
