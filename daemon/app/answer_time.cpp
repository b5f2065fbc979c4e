#include "daemon/app/answer_time.h"

#include <algorithm>
#include <chrono>
#include <vector>

namespace driftd::app {

double median_answer_time(const updaters::Model& model, const updaters::Dataset& rows) {
  constexpr std::size_t kAsked = 301;
  constexpr std::size_t kWarm = 16;
  if (rows.size() == 0) return 0;
  const auto texts = rows.text_views();
  const std::size_t width = texts.size() / rows.size();
  updaters::Answers answers;
  std::vector<double> nanoseconds;
  for (std::size_t i = 0; i < kAsked + kWarm; ++i) {
    const std::size_t row = i % rows.size();
    const auto start = std::chrono::steady_clock::now();
    model.predict({rows.row(row), std::span(texts).subspan(row * width, width)}, answers);
    const std::chrono::duration<double, std::nano> taken = std::chrono::steady_clock::now() - start;
    if (i >= kWarm) nanoseconds.push_back(taken.count());
  }
  std::ranges::nth_element(nanoseconds, nanoseconds.begin() + kAsked / 2);
  return nanoseconds[kAsked / 2];
}

}  // namespace driftd::app
