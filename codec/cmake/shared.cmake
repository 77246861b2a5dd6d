# SPDX-License-Identifier: MIT
# Copyright (c) 2026 Seed ed1e0298 maintainers
#
# The shared library. While the version is 0.x, each minor version may break what the one before promised, so both
# numbers stand in the soname.

l4m_library(l4m-shared SHARED)
set_target_properties(
  l4m-shared PROPERTIES VERSION ${PROJECT_VERSION} SOVERSION ${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR}
)

set(l4m_map ${CMAKE_CURRENT_LIST_DIR}/l4m.map)
set_target_properties(l4m-shared PROPERTIES LINK_DEPENDS ${l4m_map})
target_link_options(
  l4m-shared PRIVATE LINKER:--version-script=${l4m_map} LINKER:-Bsymbolic-functions LINKER:-z,relro,-z,now
)
