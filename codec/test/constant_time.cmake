# SPDX-License-Identifier: MIT
# Copyright (c) 2026 Seed ed1e0298 maintainers
#
# No jump and no address depends on a secret, as valgrind's memcheck sees it; and a comparison that stops at the first
# difference is noticed. Compiled anew, with symbols.

find_program(L4M_VALGRIND valgrind)
find_path(L4M_VALGRIND_INCLUDE valgrind/memcheck.h)
if(NOT L4M_VALGRIND OR NOT L4M_VALGRIND_INCLUDE OR L4M_SANITIZE)
  return() # sanitizers and valgrind exclude each other
endif()

get_target_property(library_sources l4m-objects SOURCES)
list(TRANSFORM library_sources PREPEND ${PROJECT_SOURCE_DIR}/)

# l4m_constant_time(<target> <wrapped functions> <source>...)
function(l4m_constant_time target wrapped)
  add_executable(${target} constant_time.c support.c ${ARGN} ${library_sources})
  set_target_properties(${target} PROPERTIES C_STANDARD 11 C_STANDARD_REQUIRED ON C_EXTENSIONS OFF)
  target_compile_options(${target} PRIVATE -O2 -g)
  target_include_directories(
    ${target} PRIVATE ${PROJECT_SOURCE_DIR}/include ${PROJECT_SOURCE_DIR}/src ${CMOCKA_INCLUDE_DIR}
                      ${L4M_VALGRIND_INCLUDE}
  )
  list(TRANSFORM wrapped PREPEND LINKER:--wrap=)
  target_link_options(${target} PRIVATE ${wrapped})
  target_link_libraries(${target} PRIVATE l4m-compile OpenSSL::Crypto ${CMOCKA_LIBRARIES})
  add_test(NAME ${target} COMMAND ${L4M_VALGRIND} --quiet --error-exitcode=9
                                  --suppressions=${CMAKE_CURRENT_SOURCE_DIR}/constant_time.supp $<TARGET_FILE:${target}>
  )
  set_tests_properties(${target} PROPERTIES LABELS "codec;valgrind" TIMEOUT 120)
endfunction()

set(wrapped l4m_crypto_agree l4m_keypair_public l4m_crypto_equal)
l4m_constant_time(codec-constant-time "${wrapped}")
l4m_constant_time(codec-constant-time-broken "${wrapped};CRYPTO_memcmp" constant_time_broken.c)
set_tests_properties(
  codec-constant-time-broken
  PROPERTIES PASS_REGULAR_EXPRESSION "depends on uninitialised value.*by 0x[0-9A-F]+: l4m_crypto_equal"
)
