# SPDX-License-Identifier: MIT
# Copyright (c) 2026 Seed ed1e0298 maintainers
#
# l4m-tool is built where what it needs is installed, unless L4M_TOOL says otherwise.

find_package(PkgConfig QUIET)
if(PKG_CONFIG_FOUND)
  pkg_check_modules(L4M_TOOL_NEEDS QUIET libpcap jansson)
endif()
if(NOT L4M_TOOL_NEEDS_FOUND AND NOT DEFINED L4M_TOOL)
  message(STATUS "libpcap or jansson is not installed: l4m-tool is not built")
  set(L4M_TOOL OFF)
endif()
add_subdirectory(tool)
