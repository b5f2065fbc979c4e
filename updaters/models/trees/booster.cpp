#include "updaters/models/trees/booster.h"

#include <fmt/format.h>
#include <xgboost/c_api.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <utility>

#include "config/assertion.h"

namespace driftd::updaters {
namespace {

/// What the library refused. Caught within this file.
struct Refused : std::runtime_error {
  using std::runtime_error::runtime_error;
};

void check(int result) {
  if (result == 0) return;
  std::string said = XGBGetLastError();
  // "[12:00:00] ./src/file.cc:12: Check failed: a == b : what was wrong", then a stack trace.
  said.resize(std::min(said.find("\nStack trace"), said.size()));
  constexpr std::size_t kMostTold = 300;
  throw Refused("XGBoost: " + said.substr(0, kMostTold));
}

void be_quiet() {
  static const bool quiet = [] {
    check(XGBSetGlobalConfig(R"({"verbosity": 0})"));
    return true;
  }();
  (void)quiet;
}

class Matrix {
 public:
  explicit Matrix(const Booster::Lesson& lesson) {
    const TreeRows& rows = *lesson.rows;
    const std::size_t n = rows.values.size() / rows.columns;
    check(XGDMatrixCreateFromMat(rows.values.data(), n, rows.columns, std::numeric_limits<float>::quiet_NaN(), &handle_));
    std::vector<const char*> types;
    for (const bool categorical : rows.categorical) types.push_back(categorical ? "c" : "float");
    check(XGDMatrixSetStrFeatureInfo(handle_, "feature_type", types.data(), types.size()));
    check(XGDMatrixSetFloatInfo(handle_, "label", lesson.targets.data(), lesson.targets.size()));
    if (!lesson.weights.empty()) check(XGDMatrixSetFloatInfo(handle_, "weight", lesson.weights.data(), lesson.weights.size()));
  }
  Matrix(const Matrix&) = delete;
  Matrix& operator=(const Matrix&) = delete;
  ~Matrix() { XGDMatrixFree(handle_); }
  DMatrixHandle handle() const { return handle_; }

 private:
  DMatrixHandle handle_ = nullptr;
};

const char* objective_of(config::Task task) {
  switch (task) {
    case config::Task::binary: return "binary:logistic";
    case config::Task::multiclass: return "multi:softprob";
    case config::Task::regression: break;
  }
  return "reg:squarederror";
}

/// The library rounds down: of two columns every tree would see one, and none could see how they go together.
double whole_columns(double share, std::size_t columns) {
  const auto all = static_cast<double>(columns);
  return std::min(1.0, (std::ceil(share * all) + 0.5) / all);
}

}  // namespace

struct Booster::Trees {
  BoosterHandle handle = nullptr;

  /// Trees to be read.
  Trees() : Trees(std::span<const DMatrixHandle>()) {}
  /// Trees to be learnt from these rows.
  explicit Trees(const Matrix& rows) : Trees(std::span<const DMatrixHandle>(std::array{rows.handle()})) {}
  Trees(const Trees&) = delete;
  Trees& operator=(const Trees&) = delete;
  ~Trees() { XGBoosterFree(handle); }

  explicit Trees(std::span<const DMatrixHandle> rows) {
    be_quiet();
    check(XGBoosterCreate(rows.data(), rows.size(), &handle));
    set("nthread", "1");
  }

  void set(const char* name, const std::string& value) const { check(XGBoosterSetParam(handle, name, value.c_str())); }

  void read(std::string_view bytes) const { check(XGBoosterLoadModelFromBuffer(handle, bytes.data(), bytes.size())); }

  int rounds() const {
    int rounds = 0;
    check(XGBoosterBoostedRounds(handle, &rounds));
    return rounds;
  }

  std::size_t columns() const {
    bst_ulong columns = 0;
    check(XGBoosterGetNumFeature(handle, &columns));
    return columns;
  }

  std::span<const float> answer(std::span<const float> rows, std::size_t columns) const {
    const auto where = fmt::format(R"({{"data": [{}, true], "shape": [{}, {}], "typestr": "<f4", "version": 3}})",
                                   reinterpret_cast<std::uintptr_t>(rows.data()), rows.size() / columns, columns);
    constexpr const char* kHow =
        R"({"type": 0, "training": false, "iteration_begin": 0, "iteration_end": 0, "strict_shape": true, "cache_id": 0, "missing": NaN})";
    const bst_ulong* shape = nullptr;
    bst_ulong dimensions = 0;
    const float* answers = nullptr;
    check(XGBoosterPredictFromDense(handle, where.c_str(), kHow, nullptr, &shape, &dimensions, &answers));
    std::size_t size = 1;
    for (bst_ulong i = 0; i < dimensions; ++i) size *= shape[i];
    return {answers, size};
  }

  void learn(const BoostingSettings& settings, const Lesson& lesson, const Matrix& matrix) const {
    const int before = lesson.growth == Growth::fresh ? 0 : rounds();  // asked for now: a refresh begins by taking all trees away
    set("seed", std::to_string(lesson.seed % (1U << 31U)));
    set("objective", objective_of(lesson.task));
    if (lesson.task == config::Task::multiclass) set("num_class", std::to_string(lesson.classes));
    if (lesson.task == config::Task::regression && lesson.growth == Growth::fresh) set("base_score", "0");
    set("lambda", std::to_string(settings.l2));
    if (lesson.growth == Growth::refresh) {
      set("process_type", "update");
      set("updater", "refresh");
      set("refresh_leaf", "1");
    } else {
      set("tree_method", "hist");
      set("eta", std::to_string(settings.rate));
      set("max_depth", std::to_string(settings.depth));
      set("subsample", std::to_string(settings.row_share));
      set("colsample_bytree", std::to_string(whole_columns(settings.column_share, lesson.rows->columns)));
      set("min_child_weight", std::to_string(settings.min_weight));
    }
    const int first = lesson.growth == Growth::refresh ? 0 : before;
    const int last = lesson.growth == Growth::refresh ? before : before + static_cast<int>(settings.rounds);
    for (int round = first; round < last; ++round) check(XGBoosterUpdateOneIter(handle, round, matrix.handle()));
  }
};

Booster::Booster(std::unique_ptr<Trees> trees) : trees_(std::move(trees)) {}
Booster::Booster(Booster&&) noexcept = default;
Booster& Booster::operator=(Booster&&) noexcept = default;
Booster::~Booster() = default;

std::expected<Booster, std::string> Booster::train(const BoostingSettings& settings, const Lesson& lesson, std::string_view base) {
  DRIFTD_ASSERT(lesson.rows != nullptr && lesson.rows->columns > 0 && lesson.rows->categorical.size() == lesson.rows->columns);
  try {
    const Matrix matrix(lesson);
    auto trees = std::make_unique<Trees>(matrix);
    if (lesson.growth != Growth::fresh) trees->read(base);
    trees->learn(settings, lesson, matrix);
    // Read back, so that what is kept is what was written, and settings of the training do not stay with it.
    return load(Booster(std::move(trees)).save());
  } catch (const Refused& refused) {
    return std::unexpected(refused.what());
  }
}

std::expected<Booster, std::string> Booster::load(std::string_view bytes) {
  try {
    auto trees = std::make_unique<Trees>();
    trees->read(bytes);
    // The library sets itself up at the first answer; from then on answering changes nothing and threads may share it.
    const std::vector<float> row(trees->columns());
    if (row.empty()) return std::unexpected("the trees have no columns");
    const std::size_t outputs = trees->answer(row, row.size()).size();
    Booster booster(std::move(trees));
    booster.columns_ = row.size();
    booster.outputs_ = outputs;
    return booster;
  } catch (const Refused& refused) {
    return std::unexpected(refused.what());
  }
}

std::int64_t Booster::rounds() const {
  return trees_->rounds();
}

void Booster::predict(std::span<const float> rows, std::size_t columns, std::span<float> answers) const {
  if (rows.empty()) return;
  const auto found = trees_->answer(rows, columns);
  DRIFTD_ASSERT(found.size() == answers.size());
  std::ranges::copy(found, answers.begin());
}

std::string Booster::save() const {
  bst_ulong size = 0;
  const char* bytes = nullptr;
  check(XGBoosterSaveModelToBuffer(trees_->handle, R"({"format": "ubj"})", &size, &bytes));
  return {bytes, size};
}

}  // namespace driftd::updaters
