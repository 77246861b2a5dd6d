# SPDX-License-Identifier: GPL-2.0-only
# Copyright (c) 2026 Seed ed1e0298 maintainers
#
# As ns-3's contrib module. Some ns-3 versions enable C++ alone, and the codec is C.

enable_language(C)
set(BUILD_TESTING_OUTSIDE ${BUILD_TESTING})
set(BUILD_TESTING OFF)
add_subdirectory(codec)
set(BUILD_TESTING ${BUILD_TESTING_OUTSIDE})

set(l4_mobility_ns3_libraries)
foreach(module IN LISTS l4_mobility_ns3_modules)
  list(APPEND l4_mobility_ns3_libraries ${lib${module}})
endforeach()

build_lib(
  LIBNAME l4-mobility
  SOURCE_FILES ${l4_mobility_sources}
  HEADER_FILES ${l4_mobility_headers}
  LIBRARIES_TO_LINK ${l4_mobility_ns3_libraries} l4m
  TEST_SOURCES ${l4_mobility_test_sources}
)
