#pragma once

// Events as the journal keeps them. A batch is one journal record: a head {kind, count, model, received} and the events, each a multiple
// of eight bytes long and so laid out that a prediction's features are a span of doubles where they lie: nothing is copied to read them.
//
//   head        u32 format | u32 kind | u32 count | u32 model length | i64 received | model, padded
//   prediction  u32 bytes | u32 id | u32 features | u32 scores | u32 value name | u32 categories | i64 time | u64 version | f64 value
//               | f64 features[] | {f64 code, f64 probability} scores[] | id | value name | categories | padding
//   label       u32 bytes | u32 id | u32 value name | u32 0 | i64 time | f64 value | id | value name | padding
//   others      u32 bytes | u32 length | a state text (detectors/state.h) | padding

#include <cstddef>
#include <expected>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "daemon/engine/event.h"

namespace driftd::engine {

enum class BatchKind : std::uint32_t {
  predictions = 1,
  labels = 2,
  training_ended = 3,
  compared = 4,
  installed = 5,
  command = 6,
  tick = 7,
  training_began = 8,
};

/// The texts of a row's categorical and text features, one after the other, in the schema's order.
class CategoryTexts {
 public:
  explicit CategoryTexts(std::string_view encoded) : rest_(encoded) {}
  /// The next text, "" behind the last.
  std::string_view next();
  static void append(std::string& encoded, std::string_view text);

 private:
  std::string_view rest_;
};

/// Gathers events of one model and one kind into a batch. Reusable: nothing is allocated once it has grown.
class BatchWriter {
 public:
  void begin(BatchKind kind, std::string_view model, Time received);
  void add(const Prediction& prediction);
  void add(const Label& label);

  std::size_t count() const { return count_; }
  std::span<const std::byte> bytes();  // whole, with its head

 private:
  void text(std::string_view text);
  void pad();

  std::string bytes_;
  std::uint32_t count_ = 0;
};

/// A batch of the one event that is neither a prediction nor a label.
std::string encode(const Event& event);

/// Calls `take` with every event of a batch that stands at `position`; false where the bytes are no batch. Predictions get their positions.
bool decode_batch(std::span<const std::byte> bytes, Position position, const std::function<void(const Event&)>& take);

/// How a batch begins, for those who route it.
struct BatchHead {
  BatchKind kind;
  std::uint32_t count;
  std::string_view model;
  Time received;
  std::size_t size;  // where the events begin
};
std::optional<BatchHead> decode_head(std::span<const std::byte> bytes);

/// The prediction whose bytes begin here; nothing where they are none.
std::optional<Prediction> decode_prediction(std::span<const std::byte> bytes, Position position);

}  // namespace driftd::engine
