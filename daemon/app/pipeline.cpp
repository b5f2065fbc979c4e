#include "daemon/app/pipeline.h"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace driftd::app {

using engine::Receipt;

Pipeline::Pipeline(Settings settings, journal::Journal& journal, journal::CheckpointStore& checkpoints, Dispatch dispatch)
    : settings_(settings), journal_(journal), checkpoints_(checkpoints), dispatch_(std::move(dispatch)), rows_(journal), engine_(rows_) {}

Pipeline::~Pipeline() {
  stop();
}

std::vector<std::string> Pipeline::recover() {
  auto loaded = checkpoints_.load_newest(journal_.end());
  std::vector<std::string> told = std::move(loaded.complaints);
  journal::Position from = journal_.begin();
  if (loaded.newest) {
    const auto& content = loaded.newest->content;
    const auto restored = engine_.restore({reinterpret_cast<const char*>(content.data()), content.size()});
    if (restored) {
      from = loaded.newest->position;
      checkpointed_ = from;
    } else {
      told.push_back(fmt::format("the checkpoint at {} is passed over: {}", loaded.newest->position, restored.error()));
    }
  }
  std::uint64_t records = 0;
  const auto scanned = journal_.scan(from, [&](journal::Position position, std::span<const std::byte> bytes) {
    ++records;
    engine::decode_batch(bytes, position, [&](const engine::Event& event) {
      const auto result = engine_.step(event);
      written_down(result.actions);
    });
  });
  if (!scanned) throw std::runtime_error("the journal cannot be read: " + scanned.error().message);
  told.push_back(fmt::format("recovered from {} with {} records behind it",
                             from == checkpointed_ && from > 0 ? fmt::format("a checkpoint at {}", from) : "the journal's beginning",
                             records));
  return told;
}

/// While the journal is run again, effects have had their answers or will be asked for by resume(); what was to be written down may be
/// missing.
void Pipeline::written_down(std::span<const engine::Action> actions) {
  for (const auto& action : actions) {
    if (engine::is_record(action.body)) dispatch_(std::span(&action, 1));
  }
}

void Pipeline::start() {
  dispatch_(engine_.resume());
  thread_ = std::thread([this] { run(); });
}

void Pipeline::stop() {
  {
    const std::lock_guard lock(mutex_);
    if (stopping_) return;
    stopping_ = true;
  }
  wake_.notify_one();
  if (thread_.joinable()) thread_.join();
}

bool Pipeline::submit(std::string batch, Done done, bool wants_status) {
  const std::size_t size = batch.size();
  {
    const std::lock_guard lock(mutex_);
    if (stopping_ || !failure_.empty() || queued_bytes_.load() + size > settings_.queue_bytes || size > journal_.max_payload())
      return false;
    waiting_.push_back({.batch = std::move(batch), .done = std::move(done), .wants_status = wants_status});
    queued_bytes_.fetch_add(size);
  }
  wake_.notify_one();
  return true;
}

void Pipeline::submit_own(const engine::Event& event, Done done) {
  std::string batch = engine::encode(event);
  {
    const std::lock_guard lock(mutex_);
    if (stopping_) return;
    queued_bytes_.fetch_add(batch.size());
    waiting_.push_back({.batch = std::move(batch), .done = std::move(done), .wants_status = true});
  }
  wake_.notify_one();
}

bool Pipeline::ask(Question question) {
  {
    const std::lock_guard lock(mutex_);
    if (stopping_) return false;
    questions_.push_back(std::move(question));
  }
  wake_.notify_one();
  return true;
}

std::string Pipeline::failure() const {
  const std::lock_guard lock(mutex_);
  return failure_;
}

void Pipeline::run() {
  std::vector<Work> work;
  std::vector<Question> questions;
  for (;;) {
    bool last = false;
    {
      std::unique_lock lock(mutex_);
      wake_.wait(lock, [&] { return stopping_ || !waiting_.empty() || !questions_.empty(); });
      std::swap(work, waiting_);
      std::swap(questions, questions_);
      last = stopping_;
    }
    if (!work.empty()) turn(work);
    for (Question& question : questions) question(engine_);
    work.clear();
    questions.clear();
    maybe_checkpoint();
    if (last) break;
  }
  if (settled_()) checkpoint();  // else the journal's tail is run again, and what was not written down is asked for again
}

void Pipeline::turn(std::vector<Work>& work) {
  if (!commit(work)) return;
  for (Work& item : work) step(item);
}

/// A failed sync is never tried again: what the disk holds is unknown, so that nothing more is accepted until a restart has read it.
bool Pipeline::commit(std::vector<Work>& work) {
  std::uint64_t bytes = 0;
  for (Work& item : work) {
    item.position = journal_.append(std::as_bytes(std::span(item.batch)));
    bytes += item.batch.size();
  }
  const auto committed = journal_.commit();
  queued_bytes_.fetch_sub(bytes);
  if (committed) return true;
  commit_failures_.fetch_add(1);
  const std::string failure = "the journal failed and nothing is accepted until a restart: " + committed.error().message;
  {
    const std::lock_guard lock(mutex_);
    failure_ = failure;
  }
  for (Work& item : work) {
    if (item.done) item.done({.failure = failure});
  }
  return false;
}

void Pipeline::step(Work& work) {
  BatchOutcome outcome;
  std::string_view model;
  engine::decode_batch(journal_.tail(work.position), work.position, [&](const engine::Event& event) {
    model = event.model;
    const auto result = engine_.step(event);
    count(result.receipt, outcome);
    if (!result.actions.empty()) dispatch_(result.actions);
  });
  if (work.wants_status) {
    if (const auto* found = engine_.find(model)) outcome.status = found->status();
  }
  if (work.done) work.done(outcome);
}

void Pipeline::count(Receipt receipt, BatchOutcome& outcome) {
  switch (receipt) {
    case Receipt::early: ++outcome.early; [[fallthrough]];
    case Receipt::accepted: ++outcome.accepted; break;
    case Receipt::duplicate: ++outcome.duplicate; break;
    case Receipt::refused:
    case Receipt::unknown_model: ++outcome.refused; break;
  }
}

void Pipeline::maybe_checkpoint() {
  const std::uint64_t behind = journal_.end() - checkpointed_;
  if (behind < settings_.checkpoint_every) return;
  if (settled_() || behind / kMostIntervals >= settings_.checkpoint_every) checkpoint();
}

/// Only what both the newest two checkpoints do not need may go: a damaged newest one is passed over for the one before it.
void Pipeline::checkpoint() {
  const auto position = journal_.end();
  if (journal_.failure() || position == checkpointed_) return;
  const std::string state = engine_.save();
  if (!checkpoints_.save(position, std::as_bytes(std::span(state)))) return;
  const auto before = std::exchange(checkpointed_, position);
  const auto needed_before = std::exchange(needed_, engine_.oldest_needed(position));
  (void)journal_.release_before(std::min({before, needed_before, needed_}));  // refused: it is asked again at the next checkpoint
}

}  // namespace driftd::app
