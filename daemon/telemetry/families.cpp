#include "daemon/telemetry/families.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "config/assertion.h"

namespace driftd::telemetry {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;

MetricFamily family(std::string name, std::string help, MetricType type) {
  return {.name = std::move(name), .help = std::move(help), .type = type, .metric = {}};
}

bool has(const MetricFamily& family, const Labels& labels) {
  return std::ranges::any_of(family.metric, [&labels](const ClientMetric& series) { return series.label == labels; });
}

}  // namespace

MetricFamily counter(std::string name, std::string help) {
  return family(std::move(name), std::move(help), MetricType::Counter);
}
MetricFamily gauge(std::string name, std::string help) {
  return family(std::move(name), std::move(help), MetricType::Gauge);
}
MetricFamily histogram(std::string name, std::string help) {
  return family(std::move(name), std::move(help), MetricType::Histogram);
}

void add(MetricFamily& family, Labels labels, double value) {
  if (std::isnan(value) || has(family, labels)) return;
  ClientMetric series;
  series.label = std::move(labels);
  (family.type == MetricType::Counter ? series.counter.value : series.gauge.value) = value;
  family.metric.push_back(std::move(series));
}

void add(MetricFamily& family, Labels labels, std::uint64_t value) {
  add(family, std::move(labels), static_cast<double>(value));
}

void add(MetricFamily& family, Labels labels, std::span<const double> bounds, std::span<const std::uint64_t> counts, double sum) {
  DRIFTD_ASSERT(counts.size() == bounds.size() + 1);
  if (std::isnan(sum) || has(family, labels)) return;
  ClientMetric series;
  series.label = std::move(labels);
  std::uint64_t so_far = 0;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    so_far += counts[i];
    const double bound = i < bounds.size() ? bounds[i] : std::numeric_limits<double>::infinity();
    series.histogram.bucket.push_back({.cumulative_count = so_far, .upper_bound = bound});
  }
  series.histogram.sample_count = so_far;
  series.histogram.sample_sum = sum;
  family.metric.push_back(std::move(series));
}

}  // namespace driftd::telemetry
