# The headers that nearly every source takes in by way of config/: reading them once halves the build. Made once, with config/, and used by
# every other room; the tests have one of their own with GoogleTest in it.
set(DRIFTD_PRECOMPILED_HEADERS
  <algorithm> <chrono> <expected> <filesystem> <functional> <map> <memory> <optional> <span> <string> <string_view> <unordered_map> <utility> <variant> <vector>
  <fmt/format.h> <nlohmann/json.hpp>)

# Without this a source's own -D would make the compiler refuse the shared file.
add_compile_definitions(FMT_SHARED)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  add_compile_options(-fpch-preprocess)
endif()

function(driftd_precompile target)
  if(target STREQUAL driftd_config)
    target_precompile_headers(${target} PRIVATE ${DRIFTD_PRECOMPILED_HEADERS})
  else()
    target_precompile_headers(${target} REUSE_FROM driftd_config)
  endif()
endfunction()

# What only tests run need not be fast itself; what they test is.
function(driftd_compile_fast target)
  target_compile_options(${target} PRIVATE $<$<CONFIG:RelWithDebInfo>:-O0>)
endfunction()

function(driftd_precompile_tests target)
  if(NOT TARGET driftd_test_headers)
    file(WRITE ${CMAKE_BINARY_DIR}/test_headers.cpp "")
    add_library(driftd_test_headers OBJECT ${CMAKE_BINARY_DIR}/test_headers.cpp)
    target_link_libraries(driftd_test_headers PRIVATE driftd_config driftd_warnings GTest::gtest GTest::gmock)
    driftd_compile_fast(driftd_test_headers)
    target_precompile_headers(driftd_test_headers PRIVATE ${DRIFTD_PRECOMPILED_HEADERS} <gtest/gtest.h> <gmock/gmock.h>)
  endif()
  target_precompile_headers(${target} REUSE_FROM driftd_test_headers)
endfunction()
