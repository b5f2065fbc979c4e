#pragma once

// A check whose window is sums: what two panes counted adds up to what one process would have counted over both. A check of its own is
// SummedCheck<MyMethod>, where the method has
//   Sums                          what is counted: clear(), merge(const Sums&), save(), load()
//   learn(reference)              freezes what is usual
//   none() -> Sums                room for the sums, so that counting allocates nothing
//   count(values, Sums&)          adds the values to the sums
//   judge(const Sums&)            -> QualityFinding
//   save(), load()                of what was learnt
//   kDoubtsRows, kInput, takes()  as in QualityCheck.

#include <utility>

#include "config/assertion.h"
#include "detectors/quality/quality_check.h"

namespace driftd::detectors {

template <class Method>
class SummedCheck : public QualityCheck {
 public:
  template <class Parameters>
  explicit SummedCheck(const Parameters& parameters) : method_(parameters), sums_(method_.none()), alone_(method_.none()) {}

  QualityInput input() const override { return Method::kInput; }
  bool doubts_rows() const override { return Method::kDoubtsRows; }
  bool takes(config::FeatureType type) const override { return Method::takes(type); }

  void learn(std::span<const double> reference) override {
    method_.learn(reference);
    sums_ = method_.none();
    alone_ = method_.none();
  }
  void add(std::span<const double> values) override { method_.count(values, sums_); }
  QualityFinding judge_alone(std::span<const double> values) const override {
    alone_.clear();
    method_.count(values, alone_);
    return method_.judge(alone_);
  }
  QualityFinding judge_window() const override { return method_.judge(sums_); }
  void clear(bool /*sound*/) override { sums_.clear(); }
  void merge(const QualityCheck& other) override {
    const auto* same = dynamic_cast<const SummedCheck*>(&other);
    DRIFTD_ASSERT(same != nullptr);
    sums_.merge(same->sums_);
  }

  void save(StateWriter& state) const override {
    method_.save(state);
    sums_.save(state);
  }
  void load(StateReader& state) override {
    method_.load(state);
    sums_ = method_.none();
    alone_ = method_.none();
    sums_.load(state);
  }

 protected:
  Method& method() { return method_; }
  const Method& method() const { return method_; }
  const typename Method::Sums& sums() const { return sums_; }

 private:
  Method method_;
  typename Method::Sums sums_;
  mutable typename Method::Sums alone_;  // room for judge_alone()
};

}  // namespace driftd::detectors
