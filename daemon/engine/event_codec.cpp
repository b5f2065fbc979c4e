#include "daemon/engine/event_codec.h"

#include <cstring>

#include "config/assertion.h"
#include "detectors/state.h"

namespace driftd::engine {
namespace {

constexpr std::uint32_t kFormat = 1;

struct HeadBytes {
  std::uint32_t format, kind, count, model_length;
  std::int64_t received;
};

struct PredictionBytes {
  std::uint32_t bytes, id, features, scores, value_name, categories;
  std::int64_t time;
  std::uint64_t version;
  double value;
};

struct LabelBytes {
  std::uint32_t bytes, id, value_name, zero;
  std::int64_t time;
  double value;
};

struct OtherBytes {
  std::uint32_t bytes, length;
};

static_assert(sizeof(HeadBytes) % 8 == 0 && sizeof(PredictionBytes) % 8 == 0 && sizeof(LabelBytes) % 8 == 0 && sizeof(OtherBytes) % 8 == 0);

constexpr std::size_t padded(std::size_t size) {
  return (size + 7) & ~static_cast<std::size_t>(7);
}

std::int64_t ticks(Time time) {
  return time.time_since_epoch().count();
}
Time time_of(std::int64_t ticks) {
  return Time(Duration(ticks));
}

template <class T>
std::optional<T> peek(std::span<const std::byte> bytes) {
  if (bytes.size() < sizeof(T)) return std::nullopt;
  T value;
  std::memcpy(&value, bytes.data(), sizeof(T));
  return value;
}

std::string_view text_at(std::span<const std::byte> bytes, std::size_t offset, std::size_t length) {
  return {reinterpret_cast<const char*>(bytes.data()) + offset, length};
}

template <class T>
void append(std::string& bytes, const T& value) {
  bytes.append(reinterpret_cast<const char*>(&value), sizeof value);
}

std::uint32_t narrow(std::size_t size) {
  DRIFTD_ASSERT(size <= std::numeric_limits<std::uint32_t>::max());
  return static_cast<std::uint32_t>(size);
}

std::optional<Label> decode_label(std::span<const std::byte> bytes) {
  const auto head = peek<LabelBytes>(bytes);
  if (!head || sizeof(LabelBytes) + std::uint64_t{head->id} + head->value_name > head->bytes || head->bytes > bytes.size())
    return std::nullopt;
  return Label{.id = text_at(bytes, sizeof(LabelBytes), head->id),
               .time = time_of(head->time),
               .value = head->value,
               .value_name = text_at(bytes, sizeof(LabelBytes) + head->id, head->value_name)};
}

struct Encode {
  detectors::StateWriter& state;

  void operator()(const TrainingEnded& ended) const {
    state.put(ended.job);
    state.put(ended.succeeded);
    state.put(std::string_view(ended.reason));
    state.put(std::string_view(ended.artefact_hash));
    state.put(ended.seconds);
    state.put(ended.trial_errors);
    state.put(ended.cause);
    state.put(ended.cpu_seconds);
    state.put(std::string_view(ended.family));
    put(ended.facts);
  }
  void put(const TrainingFacts& facts) const {
    for (const std::string* text : {&facts.trainer, &facts.ending, &facts.table_sha256}) state.put(std::string_view(*text));
    state.put(facts.rows);
    state.put(ticks(facts.first));
    state.put(ticks(facts.last));
  }
  void operator()(const TrainingBegan& began) const { state.put(began.job); }
  void operator()(const Compared& compared) const {
    state.put(compared.job);
    state.put(compared.champion);
    state.put(compared.challenger);
    state.put(std::string_view(compared.failure));
    state.put(compared.look);
    state.put(compared.loss);
    put(compared.guards);
    state.put(compared.challenger_errors);
  }
  void put(const updaters::GuardInputs& guards) const {
    state.put(static_cast<std::uint64_t>(guards.segments.size()));
    for (const auto& name : guards.segments) state.put(std::string_view(name));
    state.put(guards.segment_of);
    state.put(guards.replay_champion);
    state.put(guards.replay_challenger);
    put(guards.calibration_error);
    put(guards.nanoseconds);
    state.put(guards.bytes);
  }
  void put(const std::optional<updaters::PairOfNumbers>& pair) const {
    state.put(pair.has_value());
    state.put(pair.value_or(updaters::PairOfNumbers{}).champion);
    state.put(pair.value_or(updaters::PairOfNumbers{}).challenger);
  }
  void operator()(const Installed& installed) const {
    state.put(installed.job);
    state.put(installed.version);
    state.put(std::string_view(installed.failure));
  }
  void operator()(const Command& command) const {
    state.put(command.kind);
    state.put(std::string_view(command.text));
  }
  void operator()(const Tick& /*tick*/) const {}
  void operator()(const Prediction& /*prediction*/) const { DRIFTD_ASSERT(!"predictions go through BatchWriter"); }
  void operator()(const Label& /*label*/) const { DRIFTD_ASSERT(!"labels go through BatchWriter"); }
};

BatchKind kind_of(const EventBody& body) {
  constexpr BatchKind kByIndex[] = {BatchKind::predictions, BatchKind::labels,  BatchKind::training_ended, BatchKind::compared,
                                    BatchKind::installed,   BatchKind::command, BatchKind::tick,           BatchKind::training_began};
  return kByIndex[body.index()];
}

void get(std::optional<updaters::PairOfNumbers>& pair, detectors::StateReader& state) {
  const auto there = state.get<bool>();
  updaters::PairOfNumbers read;
  state.get(read.champion);
  state.get(read.challenger);
  pair = there ? std::optional(read) : std::nullopt;
}

void get(updaters::GuardInputs& guards, detectors::StateReader& state) {
  const auto segments = state.get_count();
  for (std::uint64_t i = 0; i < segments && !state.failed(); ++i) state.get(guards.segments.emplace_back());
  state.get(guards.segment_of);
  state.get(guards.replay_champion);
  state.get(guards.replay_challenger);
  get(guards.calibration_error, state);
  get(guards.nanoseconds, state);
  state.get(guards.bytes);
}

void get(TrainingFacts& facts, detectors::StateReader& state) {
  for (std::string* text : {&facts.trainer, &facts.ending, &facts.table_sha256}) state.get(*text);
  state.get(facts.rows);
  facts.first = time_of(state.get<std::int64_t>());
  facts.last = time_of(state.get<std::int64_t>());
}

std::optional<EventBody> decode_other(BatchKind kind, std::string_view bytes) {
  detectors::StateReader state(bytes);
  EventBody body;
  if (kind == BatchKind::training_ended) {
    TrainingEnded ended;
    state.get(ended.job);
    state.get(ended.succeeded);
    state.get(ended.reason);
    state.get(ended.artefact_hash);
    state.get(ended.seconds);
    state.get(ended.trial_errors);
    if (!state.at_end()) {  // before these were told, the record ended here
      state.get(ended.cause);
      state.get(ended.cpu_seconds);
      state.get(ended.family);
    }
    if (!state.at_end()) get(ended.facts, state);
    if (ended.cause > updaters::FailureCause::overspent) return std::nullopt;
    body = std::move(ended);
  } else if (kind == BatchKind::compared) {
    Compared compared;
    state.get(compared.job);
    state.get(compared.champion);
    state.get(compared.challenger);
    state.get(compared.failure);
    state.get(compared.look);
    state.get(compared.loss);
    get(compared.guards, state);
    state.get(compared.challenger_errors);
    if (compared.loss > updaters::LossKind::brier || compared.guards.replay_champion.size() != compared.guards.replay_challenger.size())
      return std::nullopt;
    body = std::move(compared);
  } else if (kind == BatchKind::installed) {
    Installed installed;
    state.get(installed.job);
    state.get(installed.version);
    state.get(installed.failure);
    body = std::move(installed);
  } else if (kind == BatchKind::tick) {
    body = Tick{};
  } else if (kind == BatchKind::training_began) {
    body = TrainingBegan{.job = state.get<std::uint64_t>()};
  } else {
    Command command;
    state.get(command.kind);
    state.get(command.text);
    if (command.kind > Command::Kind::configure) return std::nullopt;
    body = std::move(command);
  }
  if (state.failed()) return std::nullopt;
  return body;
}

/// The size that the event at the front claims, where that is possible at all.
std::optional<std::size_t> event_size(std::span<const std::byte> bytes) {
  const auto size = peek<std::uint32_t>(bytes);
  if (!size || *size % 8 != 0 || *size == 0 || *size > bytes.size()) return std::nullopt;
  return *size;
}

std::optional<EventBody> decode_body(BatchKind kind, std::span<const std::byte> bytes, Position position) {
  if (kind == BatchKind::predictions) return decode_prediction(bytes, position);
  if (kind == BatchKind::labels) return decode_label(bytes);
  const auto other = peek<OtherBytes>(bytes);
  if (!other || sizeof(OtherBytes) + std::uint64_t{other->length} > bytes.size()) return std::nullopt;
  return decode_other(kind, text_at(bytes, sizeof(OtherBytes), other->length));
}

}  // namespace

std::string_view CategoryTexts::next() {
  if (rest_.size() < sizeof(std::uint16_t)) return {};
  std::uint16_t length = 0;
  std::memcpy(&length, rest_.data(), sizeof length);
  const std::string_view text = rest_.substr(sizeof length, length);
  rest_.remove_prefix(std::min(rest_.size(), sizeof length + length));
  return text;
}

void CategoryTexts::append(std::string& encoded, std::string_view text) {
  DRIFTD_ASSERT(text.size() <= std::numeric_limits<std::uint16_t>::max());
  engine::append(encoded, static_cast<std::uint16_t>(text.size()));
  encoded.append(text);
}

void BatchWriter::begin(BatchKind kind, std::string_view model, Time received) {
  bytes_.clear();
  count_ = 0;
  append(bytes_, HeadBytes{.format = kFormat,
                           .kind = static_cast<std::uint32_t>(kind),
                           .count = 0,
                           .model_length = narrow(model.size()),
                           .received = ticks(received)});
  text(model);
  pad();
}

void BatchWriter::add(const Prediction& prediction) {
  const std::size_t size = padded(sizeof(PredictionBytes) + prediction.features.size_bytes() + prediction.scores.size_bytes() +
                                  prediction.id.size() + prediction.value_name.size() + prediction.categories.size());
  append(bytes_, PredictionBytes{.bytes = narrow(size),
                                 .id = narrow(prediction.id.size()),
                                 .features = narrow(prediction.features.size()),
                                 .scores = narrow(prediction.scores.size()),
                                 .value_name = narrow(prediction.value_name.size()),
                                 .categories = narrow(prediction.categories.size()),
                                 .time = ticks(prediction.time),
                                 .version = prediction.version,
                                 .value = prediction.value});
  bytes_.append(reinterpret_cast<const char*>(prediction.features.data()), prediction.features.size_bytes());
  bytes_.append(reinterpret_cast<const char*>(prediction.scores.data()), prediction.scores.size_bytes());
  text(prediction.id);
  text(prediction.value_name);
  text(prediction.categories);
  pad();
  ++count_;
}

void BatchWriter::add(const Label& label) {
  const std::size_t size = padded(sizeof(LabelBytes) + label.id.size() + label.value_name.size());
  append(bytes_, LabelBytes{.bytes = narrow(size),
                            .id = narrow(label.id.size()),
                            .value_name = narrow(label.value_name.size()),
                            .zero = 0,
                            .time = ticks(label.time),
                            .value = label.value});
  text(label.id);
  text(label.value_name);
  pad();
  ++count_;
}

std::span<const std::byte> BatchWriter::bytes() {
  std::memcpy(bytes_.data() + offsetof(HeadBytes, count), &count_, sizeof count_);
  return std::as_bytes(std::span(bytes_));
}

void BatchWriter::text(std::string_view text) {
  bytes_.append(text);
}
void BatchWriter::pad() {
  bytes_.resize(padded(bytes_.size()), '\0');
}

std::string encode(const Event& event) {
  detectors::StateWriter state;
  std::visit(Encode{state}, event.body);
  std::string bytes;
  append(bytes, HeadBytes{.format = kFormat,
                          .kind = static_cast<std::uint32_t>(kind_of(event.body)),
                          .count = 1,
                          .model_length = narrow(event.model.size()),
                          .received = ticks(event.received)});
  bytes.append(event.model);
  bytes.resize(padded(bytes.size()), '\0');
  append(bytes, OtherBytes{.bytes = narrow(padded(sizeof(OtherBytes) + state.bytes().size())), .length = narrow(state.bytes().size())});
  bytes.append(state.bytes());
  bytes.resize(padded(bytes.size()), '\0');
  return bytes;
}

std::optional<BatchHead> decode_head(std::span<const std::byte> bytes) {
  const auto head = peek<HeadBytes>(bytes);
  if (!head || head->format != kFormat) return std::nullopt;
  if (head->kind < static_cast<std::uint32_t>(BatchKind::predictions) || head->kind > static_cast<std::uint32_t>(BatchKind::training_began))
    return std::nullopt;
  const std::size_t size = padded(sizeof(HeadBytes) + std::size_t{head->model_length});
  if (size > bytes.size()) return std::nullopt;
  return BatchHead{.kind = static_cast<BatchKind>(head->kind),
                   .count = head->count,
                   .model = text_at(bytes, sizeof(HeadBytes), head->model_length),
                   .received = time_of(head->received),
                   .size = size};
}

bool decode_batch(std::span<const std::byte> bytes, Position position, const std::function<void(const Event&)>& take) {
  const auto head = decode_head(bytes);
  if (!head) return false;
  std::size_t offset = head->size;
  for (std::uint32_t i = 0; i < head->count; ++i) {
    const auto size = event_size(bytes.subspan(offset));
    if (!size) return false;
    auto body = decode_body(head->kind, bytes.subspan(offset, *size), position + offset);
    if (!body) return false;
    take(Event{.model = head->model, .received = head->received, .body = std::move(*body)});
    offset += *size;
  }
  return true;
}

std::optional<Prediction> decode_prediction(std::span<const std::byte> bytes, Position position) {
  const auto head = peek<PredictionBytes>(bytes);
  if (!head) return std::nullopt;
  const std::uint64_t needed = sizeof(PredictionBytes) + std::uint64_t{head->features} * sizeof(double) +
                               std::uint64_t{head->scores} * sizeof(ClassScore) + std::uint64_t{head->id} + head->value_name +
                               head->categories;
  if (needed > head->bytes || head->bytes > bytes.size()) return std::nullopt;
  const auto* features = reinterpret_cast<const double*>(bytes.data() + sizeof(PredictionBytes));
  const auto* scores = reinterpret_cast<const ClassScore*>(features + head->features);
  const std::size_t texts = sizeof(PredictionBytes) + head->features * sizeof(double) + head->scores * sizeof(ClassScore);
  return Prediction{.id = text_at(bytes, texts, head->id),
                    .time = time_of(head->time),
                    .version = head->version,
                    .value = head->value,
                    .features = {features, head->features},
                    .scores = {scores, head->scores},
                    .value_name = text_at(bytes, texts + head->id, head->value_name),
                    .categories = text_at(bytes, texts + head->id + head->value_name, head->categories),
                    .position = position};
}

}  // namespace driftd::engine
