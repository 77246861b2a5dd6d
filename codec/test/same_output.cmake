# SPDX-License-Identifier: MIT
# Copyright (c) 2026 Seed ed1e0298 maintainers
#
# Runs PROGRAM and fails unless it succeeds and writes exactly what stands in the file EXPECTED.

set(actual ${CMAKE_CURRENT_BINARY_DIR}/test-vectors.actual.json)
execute_process(COMMAND ${PROGRAM} OUTPUT_FILE ${actual} RESULT_VARIABLE status)
if(NOT status EQUAL 0)
  message(FATAL_ERROR "${PROGRAM}: exit status ${status}")
endif()
execute_process(COMMAND ${CMAKE_COMMAND} -E compare_files ${actual} ${EXPECTED} RESULT_VARIABLE status)
if(NOT status EQUAL 0)
  message(FATAL_ERROR "${actual} differs from ${EXPECTED}")
endif()
