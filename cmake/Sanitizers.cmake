# -DDRIFTD_SANITIZER=address (with undefined behaviour) or =thread.
set(DRIFTD_SANITIZER "" CACHE STRING "address or thread")
if(DRIFTD_SANITIZER STREQUAL "address")
  add_compile_options(-fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=address,undefined)
elseif(DRIFTD_SANITIZER STREQUAL "thread")
  add_compile_options(-fsanitize=thread -fno-omit-frame-pointer)
  # ThreadSanitizer does not understand fences; Asio's order nothing that its locks do not.
  add_compile_definitions(BOOST_ASIO_DISABLE_FENCED_BLOCK)
  add_link_options(-fsanitize=thread)
elseif(DRIFTD_SANITIZER)
  message(FATAL_ERROR "DRIFTD_SANITIZER is '${DRIFTD_SANITIZER}': use address or thread")
endif()
