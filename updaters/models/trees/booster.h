#pragma once

// Gradient-boosted trees as XGBoost's C API makes them. An ensemble F = sum of T trees; the next tree f is the one that does most for
//   sum_i [g_i f(x_i) + h_i f(x_i)^2 / 2] + l2 / 2 |leaves|^2,   g_i, h_i: gradient and curvature of the loss at F(x_i),
// and joins with its leaves multiplied by `rate`. Chen, Guestrin: XGBoost: A Scalable Tree Boosting System, KDD (2016).
//
// One thread, one seed: the same rows give the same trees. Nothing of the library shows outside of this file.

#include <cstddef>
#include <cstdint>
#include <expected>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "config/features.h"

namespace driftd::updaters {

struct BoostingSettings {
  std::int64_t rounds = 100;  // trees, for each class one
  std::int64_t depth = 6;
  double rate = 0.1;
  double row_share = 0.8;     // of the rows that a tree sees
  double column_share = 0.8;  // of the columns that a tree sees
  double min_weight = 1;      // least sum of curvatures in a leaf: about the rows that it must hold
  double l2 = 1;
};

/// What a tree sees of rows: numbers row by row, NaN where one is missing.
struct TreeRows {
  std::size_t columns = 0;
  std::vector<bool> categorical;  // a column's numbers are places in a list: 0, 1, 2 ...
  std::vector<float> values;      // n x columns
};

class Booster {
 public:
  /// How trees go on where there are some.
  enum class Growth : std::uint8_t {
    fresh,    // from none
    more,     // further trees on top
    refresh,  // the same trees, their leaves learnt anew from these rows
  };

  struct Lesson {
    config::Task task = config::Task::binary;
    std::size_t classes = 0;  // multiclass
    const TreeRows* rows = nullptr;
    std::span<const float> targets;  // a number, 0 / 1, or the index of a class
    std::span<const float> weights;  // one a row, or empty
    Growth growth = Growth::fresh;
    std::uint64_t seed = 0;
  };

  /// `base`: save()d trees that go on, empty where growth is fresh. The error is the library's own word.
  static std::expected<Booster, std::string> train(const BoostingSettings& settings, const Lesson& lesson, std::string_view base);
  /// Trees that save() wrote; the error says why they are none.
  static std::expected<Booster, std::string> load(std::string_view bytes);

  Booster(Booster&&) noexcept;
  Booster& operator=(Booster&&) noexcept;
  ~Booster();

  std::size_t columns() const { return columns_; }
  /// Answers a row.
  std::size_t outputs() const { return outputs_; }
  std::int64_t rounds() const;
  /// Numbers, probabilities of class 1, or probabilities of each class row by row; `answers` holds rows x outputs of them. Thread-safe.
  void predict(std::span<const float> rows, std::size_t columns, std::span<float> answers) const;
  std::string save() const;

 private:
  struct Trees;
  explicit Booster(std::unique_ptr<Trees> trees);
  std::unique_ptr<Trees> trees_;
  std::size_t columns_ = 0;
  std::size_t outputs_ = 0;
};

}  // namespace driftd::updaters
