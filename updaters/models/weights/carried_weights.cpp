#include "updaters/models/weights/carried_weights.h"

#include <algorithm>
#include <bit>
#include <functional>
#include <numeric>

namespace driftd::updaters {
namespace {

/// Of a weight and all its slots; a negative zero is none, it is written as it is.
bool is_used(const Matrix& weights, std::span<const double> state, std::size_t place) {
  const auto is_zero = [](double value) { return std::bit_cast<std::uint64_t>(value) == 0; };
  if (!is_zero(weights.data()[place])) return true;
  for (std::size_t at = place; at + 1 < state.size(); at += static_cast<std::size_t>(weights.size())) {
    if (!is_zero(state[at])) return true;
  }
  return false;
}

}  // namespace

Origins origins_in_columns(std::span<const std::uint32_t> inputs, std::size_t old_inputs, std::size_t old_rows, std::size_t rows) {
  std::vector<std::uint32_t> from(rows, Encoder::kNowhere);
  std::iota(from.begin(), from.begin() + static_cast<std::ptrdiff_t>(std::min(old_rows, rows)), 0U);
  return origins_in_columns(inputs, old_inputs, from);
}

Origins origins_in_columns(std::span<const std::uint32_t> inputs, std::size_t old_inputs, std::span<const std::uint32_t> rows) {
  Origins origins;
  origins.reserve(rows.size() * (inputs.size() + 1));
  for (const std::uint32_t row : rows) {
    const bool known = row != Encoder::kNowhere;
    const auto first = known ? row * static_cast<std::uint32_t>(old_inputs + 1) : 0U;
    for (const std::uint32_t input : inputs) origins.push_back(known && input != Encoder::kNowhere ? first + input : Encoder::kNowhere);
    origins.push_back(known ? first + static_cast<std::uint32_t>(old_inputs) : Encoder::kNowhere);
  }
  return origins;
}

Origins origins_in_rows(std::span<const std::uint32_t> inputs, std::size_t old_inputs, std::size_t columns) {
  Origins origins;
  origins.reserve((inputs.size() + 1) * columns);
  const auto add_row = [&](std::size_t row) {
    for (std::size_t column = 0; column < columns; ++column) {
      origins.push_back(row == Encoder::kNowhere ? Encoder::kNowhere : static_cast<std::uint32_t>(row * columns + column));
    }
  };
  for (const std::uint32_t input : inputs) add_row(input);
  add_row(old_inputs);
  return origins;
}

Matrix carried(const Matrix& weights, const Origins& origins, std::size_t rows) {
  Matrix made(static_cast<Eigen::Index>(rows), static_cast<Eigen::Index>(origins.size() / rows));
  std::ranges::transform(origins, made.data(),
                         [&](std::uint32_t origin) { return origin == Encoder::kNowhere ? 0 : weights.data()[origin]; });
  return made;
}

std::vector<double> carried_state(std::span<const double> state, std::size_t old_weights, const Origins& origins) {
  const std::size_t slots = (state.size() - 1) / old_weights;
  std::vector<double> made;
  made.reserve(slots * origins.size() + 1);
  for (std::size_t slot = 0; slot < slots; ++slot) {
    for (const std::uint32_t origin : origins) made.push_back(origin == Encoder::kNowhere ? 0 : state[slot * old_weights + origin]);
  }
  made.push_back(state.back());
  return made;
}

void join_classes(std::vector<ClassName>& known, std::span<const ClassName> others) {
  const std::vector<ClassName> before = known;
  for (const ClassName& name : others) {
    if (std::ranges::find(before, name.code, &ClassName::code) == before.end()) known.push_back(name);
  }
}

bool is_used_row(const Matrix& weights, std::span<const double> state, std::uint32_t input) {
  const auto columns = static_cast<std::size_t>(weights.cols());
  for (std::size_t column = 0; column < columns; ++column) {
    if (is_used(weights, state, input * columns + column)) return true;
  }
  return false;
}

bool is_used_column(const Matrix& weights, std::span<const double> state, std::uint32_t input) {
  const auto columns = static_cast<std::size_t>(weights.cols());
  for (std::size_t place = input; place < static_cast<std::size_t>(weights.size()); place += columns) {
    if (is_used(weights, state, place)) return true;
  }
  return false;
}

std::vector<std::uint32_t> cut_down(const Encoder& encoder, std::span<const std::uint32_t> used) {
  std::vector<std::uint32_t> inputs(encoder.numbers());
  std::iota(inputs.begin(), inputs.end(), 0U);
  inputs.insert(inputs.end(), used.begin(), used.end());
  return inputs;
}

std::vector<std::uint32_t> restored(const Encoder& encoder, std::span<const std::uint32_t> used) {
  std::vector<std::uint32_t> inputs(encoder.inputs(), Encoder::kNowhere);
  std::iota(inputs.begin(), inputs.begin() + static_cast<std::ptrdiff_t>(encoder.numbers()), 0U);
  for (std::size_t i = 0; i < used.size(); ++i) inputs[used[i]] = static_cast<std::uint32_t>(encoder.numbers() + i);
  return inputs;
}

std::string used_inputs_problem(std::span<const std::int64_t> used, std::size_t numbers, std::size_t inputs) {
  if (std::ranges::adjacent_find(used, std::greater_equal<>()) != used.end()) return "/inputs: must increase";
  if (used.empty() || (used.front() >= static_cast<std::int64_t>(numbers) && used.back() < static_cast<std::int64_t>(inputs))) return "";
  return "/inputs: must be from " + std::to_string(numbers) + " to below " + std::to_string(inputs);
}

}  // namespace driftd::updaters
