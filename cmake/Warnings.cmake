# One strict set for every target of ours; third-party headers come in as SYSTEM.
add_library(driftd_warnings INTERFACE)
target_compile_options(driftd_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wnon-virtual-dtor
  -Woverloaded-virtual -Wcast-qual -Wno-missing-field-initializers -Werror)
