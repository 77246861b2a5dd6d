# SPDX-License-Identifier: MIT
# Copyright (c) 2026 Seed ed1e0298 maintainers

# Fixtures of the protocol's tests: two hosts on a wire of byte strings.
add_library(l4m-test-support OBJECT support.c)
set_target_properties(l4m-test-support PROPERTIES C_STANDARD 11 C_STANDARD_REQUIRED ON C_EXTENSIONS OFF)
target_include_directories(l4m-test-support PRIVATE ${CMOCKA_INCLUDE_DIR})
target_link_libraries(l4m-test-support PRIVATE l4m-compile l4m::l4m)

foreach(
  name
  attacks
  attacks_setup
  channel
  containers
  failure
  failure_crypto
  header
  move
  negotiate
  policy
  replay
  resume
  setup
)
  string(REPLACE "_" "-" test ${name})
  l4m_codec_test(${test} test_${name}.c $<TARGET_OBJECTS:l4m-test-support>)
endforeach()

# Very many moves on a bad channel; a million of them in ./l4m validate.
add_executable(codec-moves moves.c moves_queue.c)
set_target_properties(codec-moves PROPERTIES C_STANDARD 11 C_STANDARD_REQUIRED ON C_EXTENSIONS OFF)
target_link_libraries(codec-moves PRIVATE l4m-compile l4m::l4m)
add_test(NAME codec-moves COMMAND codec-moves 20000)
set_tests_properties(codec-moves PROPERTIES LABELS codec TIMEOUT 120)
add_test(NAME codec-moves-bad-input COMMAND codec-moves -1)
set_tests_properties(codec-moves-bad-input PROPERTIES LABELS codec TIMEOUT 10 PASS_REGULAR_EXPRESSION "1 or more")
if(COMMAND l4m_validate)
  l4m_validate(NAME codec-moves COMMAND codec-moves 1000000 TIMEOUT 1200)
endif()

# What is left in memory that was given back, and on the stack; a sanitizer would keep that from being looked at.
if(NOT L4M_SANITIZE)
  l4m_codec_test(wipe test_wipe.c $<TARGET_OBJECTS:l4m-test-support>)
  target_compile_definitions(codec-wipe PRIVATE _GNU_SOURCE) # ucontext.h
endif()

# The test vectors of the specification (R5, R6, R10, R14 to R17 byte by byte): the program must still write the file that stands there, byte by byte.
add_executable(l4m-vectors vectors.c $<TARGET_OBJECTS:l4m-test-support>)
set_target_properties(l4m-vectors PROPERTIES C_STANDARD 11 C_STANDARD_REQUIRED ON C_EXTENSIONS OFF)
target_include_directories(l4m-vectors PRIVATE ${PROJECT_SOURCE_DIR}/src ${CMOCKA_INCLUDE_DIR})
target_link_libraries(l4m-vectors PRIVATE l4m-compile l4m::l4m OpenSSL::Crypto ${CMOCKA_LIBRARIES})
set(vectors ${CMAKE_CURRENT_SOURCE_DIR}/../../doc/test-vectors.json)
add_test(
  NAME codec-vectors-unchanged
  COMMAND ${CMAKE_COMMAND} -D PROGRAM=$<TARGET_FILE:l4m-vectors> -D EXPECTED=${vectors} -P
          ${CMAKE_CURRENT_SOURCE_DIR}/same_output.cmake
)
set_tests_properties(codec-vectors-unchanged PROPERTIES LABELS codec TIMEOUT 120)

# The same once more, worked out from the specification by a program that shares no code with the library.
find_program(L4M_PYTHON NAMES python3 PATHS /usr/bin NO_DEFAULT_PATH)
if(L4M_PYTHON)
  add_test(NAME codec-vectors-by-specification COMMAND ${L4M_PYTHON} ${CMAKE_CURRENT_SOURCE_DIR}/check_vectors.py ${vectors})
  set_tests_properties(codec-vectors-by-specification PROPERTIES LABELS codec TIMEOUT 120)
endif()
