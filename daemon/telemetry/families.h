#pragma once

// A Prometheus metric family, put together series by series from values that are counted elsewhere. Nothing is registered and nothing lives
// on: a scrape is made from a status and thrown away, so that telemetry cannot differ from what the API shows.

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include <prometheus/metric_family.h>

namespace driftd::telemetry {

using Labels = std::vector<prometheus::ClientMetric::Label>;

/// Only goes up, begins at 0; its name ends in _total.
prometheus::MetricFamily counter(std::string name, std::string help);
/// Goes up and down.
prometheus::MetricFamily gauge(std::string name, std::string help);
/// Counts by upper bound.
prometheus::MetricFamily histogram(std::string name, std::string help);

/// Adds a series, unless the value is NaN ("does not apply") or a series with these labels is there: two of one name would spoil the whole
/// scrape.
void add(prometheus::MetricFamily& family, Labels labels, double value);
void add(prometheus::MetricFamily& family, Labels labels, std::uint64_t value);

/// Adds a histogram's series: `counts` by bucket, one more than bounds, become cumulative ones, as the format wants them.
void add(prometheus::MetricFamily& family, Labels labels, std::span<const double> bounds, std::span<const std::uint64_t> counts,
         double sum);

}  // namespace driftd::telemetry
