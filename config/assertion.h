#pragma once

// An assertion that stays on in release builds: it guards an invariant whose breach means a bug of ours, never bad input.

#include <cstdio>
#include <cstdlib>

namespace driftd::config {

[[noreturn]] inline void broken_invariant(const char* expression, const char* file, int line) {
  std::fprintf(stderr, "driftd: broken invariant `%s` at %s:%d; please report this\n", expression, file, line);
  std::abort();
}

}  // namespace driftd::config

#define DRIFTD_ASSERT(expression) \
  (static_cast<bool>(expression) ? static_cast<void>(0) : ::driftd::config::broken_invariant(#expression, __FILE__, __LINE__))
