# SPDX-License-Identifier: GPL-2.0-only
# Copyright (c) 2026 Seed ed1e0298 maintainers
#
# l4m_validate(NAME name COMMAND program [arguments...] [TIMEOUT seconds]): a long check, which ./l4m validate runs and
# ./l4m test does not. It fails by its exit code, and prints a line for each figure of the table in doc/validation.rst,
# its fields set off by tabs:
#
#   RESULT  what, with its unit  measured  expected, with the source  holds | differs: why | fails

function(l4m_validate)
  cmake_parse_arguments(PARSE_ARGV 0 long "" "NAME;TIMEOUT" "COMMAND")
  if(NOT long_NAME OR NOT long_COMMAND OR long_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "l4m_validate takes NAME, COMMAND and perhaps TIMEOUT; not ${ARGV}")
  endif()
  if(NOT long_TIMEOUT)
    set(long_TIMEOUT 1800)
  endif()
  # A test of the configuration "validate" alone: ctest leaves it out unless it is asked with -C validate.
  add_test(NAME validate-${long_NAME} CONFIGURATIONS validate COMMAND ${long_COMMAND})
  set_tests_properties(validate-${long_NAME} PROPERTIES LABELS validate TIMEOUT ${long_TIMEOUT})
endfunction()
