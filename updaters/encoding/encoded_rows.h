#pragma once

// Rows as models take them: inputs that are mostly on (numbers) stand dense, row after row; of those that are mostly off (a level of many,
// an n-gram of a language) only the few that are on are named. What costs a row then is what it says, not what could have been said.

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace driftd::updaters {

/// For each row the sparse inputs that are on, by increasing input, and their values.
struct SparseRows {
  std::vector<std::size_t> begins;    // rows + 1 places among what follows; empty: there are no sparse inputs at all
  std::vector<std::uint32_t> inputs;  // places among all inputs: the numbers come before
  std::vector<double> values;

  bool empty() const { return begins.empty(); }
  std::span<const std::uint32_t> inputs_of(std::size_t row) const {
    return std::span(inputs).subspan(begins[row], begins[row + 1] - begins[row]);
  }
  std::span<const double> values_of(std::size_t row) const { return std::span(values).subspan(begins[row], begins[row + 1] - begins[row]); }

  void clear() {
    begins.clear();
    inputs.clear();
    values.clear();
  }
  void put(std::uint32_t input, double value) {
    inputs.push_back(input);
    values.push_back(value);
  }
  /// Takes over a row of another.
  void append(const SparseRows& other, std::size_t row) {
    const auto on = other.inputs_of(row);
    const auto with = other.values_of(row);
    inputs.insert(inputs.end(), on.begin(), on.end());
    values.insert(values.end(), with.begin(), with.end());
    begins.push_back(inputs.size());
  }
};

struct EncodedRows {
  std::size_t rows = 0;
  std::vector<double> numbers;  // rows x numbers(), row-major: the first inputs
  SparseRows sparse{};

  std::size_t width() const { return rows == 0 ? 0 : numbers.size() / rows; }
  std::span<const double> numbers_of(std::size_t row) const { return std::span(numbers).subspan(row * width(), width()); }
};

/// batch <- the chosen rows of `rows`, in that order.
void gather(const EncodedRows& rows, std::span<const std::uint32_t> chosen, EncodedRows& batch);

}  // namespace driftd::updaters
