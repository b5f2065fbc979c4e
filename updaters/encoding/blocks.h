#pragma once

// Rows are encoded and answered a block at a time: a block stays in the cache, and the scratch stays small.

#include <algorithm>
#include <cstddef>

#include "updaters/encoding/encoder.h"

namespace driftd::updaters {

/// Calls take(first row, encoded rows) for each block.
template <class Take>
void for_each_block(const Encoder& encoder, const RowsView& rows, Take take) {
  constexpr std::size_t kBlock = 64;
  thread_local EncodedRows scratch;
  const std::size_t columns = encoder.columns();
  const std::size_t texts = rows.texts.empty() ? 0 : encoder.texts();
  const std::size_t n = rows.values.size() / columns;
  for (std::size_t begin = 0; begin < n; begin += kBlock) {
    const std::size_t count = std::min(kBlock, n - begin);
    encoder.encode(RowsView(rows.values.subspan(begin * columns, count * columns), rows.texts.subspan(begin * texts, count * texts)),
                   scratch);
    take(begin, scratch);
  }
}

}  // namespace driftd::updaters
