# SPDX-License-Identifier: MIT
# Copyright (c) 2026 Seed ed1e0298 maintainers
#
# l4m-tool, built with L4M_DEVELOP where what it needs is installed unless L4M_TOOL says otherwise, and the Wireshark
# dissector, which comes with either.

find_package(PkgConfig QUIET)
if(PKG_CONFIG_FOUND)
  pkg_check_modules(L4M_TOOL_NEEDS QUIET libpcap jansson)
endif()
set(l4m_tool_default ${L4M_DEVELOP})
if(NOT L4M_TOOL_NEEDS_FOUND)
  set(l4m_tool_default OFF)
endif()
if(L4M_DEVELOP AND NOT L4M_TOOL_NEEDS_FOUND AND NOT DEFINED L4M_TOOL)
  message(STATUS "libpcap or jansson is not installed: l4m-tool is not built")
endif()
option(L4M_TOOL "Build l4m-tool (needs libpcap and jansson)" ${l4m_tool_default})
if(L4M_TOOL)
  add_subdirectory(tool)
endif()
# With sanitizers there is nothing of ours to compile in it.
if((L4M_TOOL OR L4M_DEVELOP) AND NOT L4M_SANITIZE)
  add_subdirectory(wireshark)
endif()
