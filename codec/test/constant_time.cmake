# SPDX-License-Identifier: MIT
# Copyright (c) 2026 Seed ed1e0298 maintainers
#
# No jump and no address depends on a secret, as valgrind's memcheck sees it; and a comparison that stops at the first
# difference is noticed, and a checksum that looks its way up in a table. Compiled anew, with symbols.

find_program(L4M_VALGRIND valgrind)
find_path(L4M_VALGRIND_INCLUDE valgrind/memcheck.h)
if(NOT L4M_VALGRIND OR NOT L4M_VALGRIND_INCLUDE OR L4M_SANITIZE)
  return() # sanitizers and valgrind exclude each other
endif()

get_target_property(library_sources l4m-objects SOURCES)
list(TRANSFORM library_sources PREPEND ${PROJECT_SOURCE_DIR}/)

# l4m_constant_time(<target> <wrapped functions> <source>...)
function(l4m_constant_time target wrapped)
  add_executable(${target} constant_time.c support.c ${ARGN})
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

# resume.c with a checksum that goes by a table.
set(resume ${PROJECT_SOURCE_DIR}/src/resume.c)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${resume})
file(READ ${resume} text)
string(REPLACE "(UINT32_C(0xedb88320) & (0 - (crc & 1)))" "polynomials[crc & 1]" broken "${text}")
if(broken STREQUAL text)
  message(FATAL_ERROR "constant_time.cmake breaks a line of ${resume} that is no longer there")
endif()
set(broken_resume ${CMAKE_CURRENT_BINARY_DIR}/constant_time_resume.c)
file(CONFIGURE OUTPUT ${broken_resume} CONTENT
"#include <stdint.h>
static const volatile uint32_t polynomials[] = {0, UINT32_C(0xedb88320)};
@broken@" @ONLY)
list(FILTER library_sources EXCLUDE REGEX "/resume\\.c$")

set(wrapped l4m_crypto_agree l4m_keypair_public l4m_crypto_equal)
l4m_constant_time(codec-constant-time "${wrapped}" ${library_sources} ${resume})
l4m_constant_time(
  codec-constant-time-broken "${wrapped};CRYPTO_memcmp" constant_time_broken.c ${library_sources} ${resume}
)
l4m_constant_time(codec-constant-time-broken-resume "${wrapped}" ${library_sources} ${broken_resume})

# Wherever secrets are compared: MACs, the checksum of saved bytes, saved keys.
set(at "uninitialised value.*by 0x[0-9A-F]+: ")
set_tests_properties(
  codec-constant-time-broken
  PROPERTIES PASS_REGULAR_EXPRESSION
             "${at}l4m_crypto_equal.*: check_offer.*: authenticate.*: has_checksum.*${at}l4m_crypto_equal.*: has_keys_of"
)
set_tests_properties(
  codec-constant-time-broken-resume PROPERTIES PASS_REGULAR_EXPRESSION "${at}l4m_save.*${at}l4m_stored.*${at}l4m_resume"
)
