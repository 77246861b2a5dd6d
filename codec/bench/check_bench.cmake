# SPDX-License-Identifier: MIT
# Copyright (c) 2026 Seed ed1e0298 maintainers
#
# l4m-bench runs, writes files of the form that others read, and refuses what it does not know.
# cmake -DBENCH=<program> -DDIR=<directory for its files> -P check_bench.cmake

function(expect status)
  execute_process(COMMAND ${BENCH} ${ARGN} RESULT_VARIABLE result OUTPUT_QUIET ERROR_VARIABLE errors)
  if(NOT result EQUAL status)
    message(FATAL_ERROR "l4m-bench ${ARGN}: status ${result} instead of ${status}; ${errors}")
  endif()
endfunction()

expect(1 --colour)
expect(1 --json)
expect(0 --help)
expect(0 --quick --json ${DIR}/bench.json --costs ${DIR}/bench.costs)

file(READ ${DIR}/bench.json json)
string(JSON rows LENGTH ${json} rows)
string(JSON unit GET ${json} unit)
# Two of each: 4 MACs in 3 sizes, 9 suites' set-up, TLS, 2 suites of many associations; 4 look-ups; ChaCha20-Poly1305.
if(NOT rows EQUAL 53 OR NOT unit STREQUAL us)
  message(FATAL_ERROR "bench.json: ${rows} rows in ${unit}")
endif()

file(STRINGS ${DIR}/bench.costs lines REGEX "^[^#]")
list(LENGTH lines count)
foreach(line IN LISTS lines)
  if(NOT line MATCHES "^[a-z0-9.-]+ = [0-9]+\\.[0-9]+$" OR line MATCHES "= 0\\.0000$")
    message(FATAL_ERROR "bench.costs: ${line}")
  endif()
endforeach()
# Key generation and agreement of 5 groups, 2 key derivations, packet and byte of 4 MACs.
if(NOT count EQUAL 20)
  message(FATAL_ERROR "bench.costs: ${count} costs")
endif()
