# SPDX-License-Identifier: MIT
# Copyright (c) 2026 Seed ed1e0298 maintainers

# Fixtures of the protocol's tests: two hosts on a wire of byte strings.
add_library(l4m-test-support OBJECT support.c)
set_target_properties(l4m-test-support PROPERTIES C_STANDARD 11 C_STANDARD_REQUIRED ON C_EXTENSIONS OFF)
target_include_directories(l4m-test-support PRIVATE ${CMOCKA_INCLUDE_DIR})
target_link_libraries(l4m-test-support PRIVATE l4m-compile l4m::l4m)

foreach(name containers header replay setup negotiate policy move failure attacks attacks_setup channel)
  l4m_codec_test(${name} test_${name}.c $<TARGET_OBJECTS:l4m-test-support>)
endforeach()
