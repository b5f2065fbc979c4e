# Every test program is linked anew when a detector changes: mold does them all in the time that the default linker takes for one.
find_program(MOLD mold)
if(MOLD)
  add_link_options(-fuse-ld=mold)
endif()
