#pragma once

// A job's folder for one test, and rows to fill it with.

#include <filesystem>
#include <fstream>
#include <initializer_list>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/engine/event_codec.h"
#include "daemon/engine/rows.h"
#include "daemon/engine/samples.h"
#include "tests/scratch_folder.h"

namespace driftd::training {

/// A job's folder with its out/.
class Folder {
 public:
  Folder() { std::filesystem::create_directories(path() / "out"); }

  const std::filesystem::path& path() const { return folder_.path(); }
  std::filesystem::path operator/(const char* name) const { return path() / name; }

  void put(const char* name, std::string_view text) const { std::ofstream(path() / name, std::ios::binary) << text; }
  std::string get(const char* name) const {
    std::ifstream stream(path() / name, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
  }

 private:
  tests::ScratchFolder folder_;
};

/// Rows as they would stand in the journal.
class JournalRows : public engine::Rows {
 public:
  void add(std::vector<double> features, std::initializer_list<std::string_view> texts = {}) {
    std::string categories;
    for (const auto text : texts) engine::CategoryTexts::append(categories, text);
    if (batch_.count() == 0) batch_.begin(engine::BatchKind::predictions, "m", {});
    batch_.add(engine::Prediction{.id = "row", .time = {}, .features = features, .scores = {}, .value_name = {}, .categories = categories});
  }

  /// The rows added so far, each with its label.
  std::vector<engine::Sample> samples(const std::vector<double>& labels) {
    std::vector<engine::Sample> samples;
    EXPECT_TRUE(engine::decode_batch(batch_.bytes(), 0, [&](const engine::Event& event) {
      samples.push_back({.prediction = std::get<engine::Prediction>(event.body).position, .label = labels.at(samples.size())});
    }));
    bytes_ = batch_.bytes();
    return samples;
  }

  std::span<const std::byte> at(engine::Position position) const override {
    return position < bytes_.size() ? bytes_.subspan(position) : std::span<const std::byte>{};
  }

 private:
  engine::BatchWriter batch_;
  std::span<const std::byte> bytes_;
};

}  // namespace driftd::training
