#include "updaters/encoding/encoded_rows.h"

#include <algorithm>

namespace driftd::updaters {

void gather(const EncodedRows& rows, std::span<const std::uint32_t> chosen, EncodedRows& batch) {
  const std::size_t width = rows.width();
  batch.rows = chosen.size();
  batch.numbers.resize(chosen.size() * width);
  for (std::size_t i = 0; i < chosen.size(); ++i)
    std::copy_n(rows.numbers.data() + chosen[i] * width, width, batch.numbers.data() + i * width);
  batch.sparse.clear();
  if (rows.sparse.empty()) return;
  batch.sparse.begins.push_back(0);
  for (const std::uint32_t row : chosen) batch.sparse.append(rows.sparse, row);
}

}  // namespace driftd::updaters
