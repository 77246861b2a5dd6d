# SPDX-License-Identifier: GPL-2.0-only
# Copyright (c) 2026 Seed ed1e0298 maintainers
#
# Tests of the sources and of the front door: scripts, each a test.

function(l4m_check name)
  add_test(NAME check-${name} COMMAND ${PROJECT_SOURCE_DIR}/test/checks/${name}.sh ${ARGN})
  set_tests_properties(check-${name} PROPERTIES LABELS check TIMEOUT 900)
endfunction()

foreach(check IN ITEMS spdx format limits headers clang tidy cppcheck shell doxygen sphinx contrib)
  l4m_check(${check})
endforeach()
l4m_check(sanitized ${CMAKE_BINARY_DIR}/sanitized)
l4m_check(fuzz ${CMAKE_BINARY_DIR}/fuzz)
l4m_check(frama-c)
l4m_check(coverage ${CMAKE_BINARY_DIR}/coverage)

add_test(NAME front-door COMMAND ${PROJECT_SOURCE_DIR}/test/front-door/front-door.sh $<TARGET_FILE:l4m-reproduce-paper>)
set_tests_properties(front-door PROPERTIES LABELS check TIMEOUT 120)

# The second implementation, written from the specification alone.
set(independent /usr/bin/python3 ${PROJECT_SOURCE_DIR}/test/independent/verify.py)
add_test(NAME independent-self-test COMMAND ${independent} self-test)
add_test(NAME independent-vectors COMMAND ${independent} vectors ${PROJECT_SOURCE_DIR}/doc/test-vectors.json)
set_tests_properties(independent-self-test independent-vectors PROPERTIES TIMEOUT 300)
add_test(NAME independent-captures COMMAND ${PROJECT_SOURCE_DIR}/test/independent/captures.sh $<TARGET_FILE:l4m-first>)
set_tests_properties(independent-captures PROPERTIES TIMEOUT 300)

# What Wireshark's dissector says of the simulator's packets.
add_test(NAME wireshark-simulator COMMAND /usr/bin/python3 ${PROJECT_SOURCE_DIR}/codec/wireshark/test/test_dissector.py
                                          ${PROJECT_SOURCE_DIR}/doc/test-vectors.json Simulated
)
set_tests_properties(wireshark-simulator PROPERTIES TIMEOUT 600 ENVIRONMENT L4M_FIRST=$<TARGET_FILE:l4m-first>)
