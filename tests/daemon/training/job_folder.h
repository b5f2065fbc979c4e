#pragma once

// A job's folder for one test, and rows to fill it with.

#include <gtest/gtest.h>

#include <cstdlib>
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

namespace driftd::training {

/// A fresh folder that goes with the object.
class Folder {
 public:
  Folder() {
    std::string name = (std::filesystem::path(::testing::TempDir()) / "driftd_training_XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) ADD_FAILURE() << "cannot make " << name;
    path_ = name;
    std::filesystem::create_directories(path_ / "out");
  }
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path operator/(const char* name) const { return path_ / name; }

  void put(const char* name, std::string_view text) const { std::ofstream(path_ / name, std::ios::binary) << text; }
  std::string get(const char* name) const {
    std::ifstream stream(path_ / name, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
  }

 private:
  std::filesystem::path path_;
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
