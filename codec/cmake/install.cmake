# SPDX-License-Identifier: MIT
# Copyright (c) 2026 Seed ed1e0298 maintainers
#
# What cmake --install puts in place. Nothing of it holds the prefix, so that a copy can be moved. The components are
# what package.cmake makes packages of: runtime, dev, tools.

include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

# Debian's rules ask for compressed manual pages and changelogs. l4m_gzip(<file>): <file>.gz
find_program(L4M_GZIP gzip)
function(l4m_gzip file)
  execute_process(COMMAND ${L4M_GZIP} -9nc ${file} OUTPUT_FILE ${file}.gz COMMAND_ERROR_IS_FATAL ANY)
endfunction()

set(l4m_installed l4m)
set_target_properties(l4m PROPERTIES EXPORT_NAME l4m-static)
if(L4M_SHARED)
  list(APPEND l4m_installed l4m-shared)
  set_target_properties(l4m-shared PROPERTIES EXPORT_NAME l4m)
endif()
install(
  TARGETS ${l4m_installed}
  EXPORT l4m-targets
  INCLUDES
  DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}
  LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}
          COMPONENT runtime
          NAMELINK_COMPONENT dev
  ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT dev
)
install(
  DIRECTORY ${PROJECT_SOURCE_DIR}/include/l4m
  DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}
  COMPONENT dev
  FILES_MATCHING
  PATTERN "*.h"
)
install(
  FILES ${PROJECT_SOURCE_DIR}/LICENSE
  DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/libl4m-dev
  COMPONENT dev
  RENAME copyright
)
install(
  FILES ${PROJECT_SOURCE_DIR}/example/handshake.c ${PROJECT_SOURCE_DIR}/example/echo-client.c
        ${PROJECT_SOURCE_DIR}/example/echo-server.c ${PROJECT_SOURCE_DIR}/example/attacker.c
        ${PROJECT_SOURCE_DIR}/example/state.c ${PROJECT_SOURCE_DIR}/example/state.h
        ${PROJECT_SOURCE_DIR}/example/udp.c ${PROJECT_SOURCE_DIR}/example/udp.h
  DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/libl4m-dev/examples
  COMPONENT dev
)

# The CMake package.
set(l4m_package ${CMAKE_INSTALL_LIBDIR}/cmake/l4m)
install(
  EXPORT l4m-targets
  NAMESPACE l4m::
  DESTINATION ${l4m_package}
  COMPONENT dev
)
configure_package_config_file(
  ${CMAKE_CURRENT_LIST_DIR}/l4m-config.cmake.in ${CMAKE_CURRENT_BINARY_DIR}/l4m-config.cmake
  INSTALL_DESTINATION ${l4m_package}
)
write_basic_package_version_file(${CMAKE_CURRENT_BINARY_DIR}/l4m-config-version.cmake COMPATIBILITY SameMinorVersion)
install(
  FILES ${CMAKE_CURRENT_BINARY_DIR}/l4m-config.cmake ${CMAKE_CURRENT_BINARY_DIR}/l4m-config-version.cmake
  DESTINATION ${l4m_package}
  COMPONENT dev
)

# The pkg-config file. It finds the prefix from where it lies itself, and all else from there.
file(RELATIVE_PATH l4m_prefix_from_pc ${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig ${CMAKE_INSTALL_PREFIX})
string(REGEX REPLACE "/$" "" l4m_prefix_from_pc "${l4m_prefix_from_pc}")
file(RELATIVE_PATH l4m_libdir_from_prefix ${CMAKE_INSTALL_PREFIX} ${CMAKE_INSTALL_FULL_LIBDIR})
file(RELATIVE_PATH l4m_includedir_from_prefix ${CMAKE_INSTALL_PREFIX} ${CMAKE_INSTALL_FULL_INCLUDEDIR})
configure_file(${CMAKE_CURRENT_LIST_DIR}/l4m.pc.in ${CMAKE_CURRENT_BINARY_DIR}/l4m.pc @ONLY)
install(
  FILES ${CMAKE_CURRENT_BINARY_DIR}/l4m.pc
  DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig
  COMPONENT dev
)

# The reference of the public interface, where Doxygen is there.
find_package(Doxygen QUIET)
option(L4M_DOC "Build and install the reference of the public interface (needs Doxygen)" ${DOXYGEN_FOUND})
if(L4M_DOC)
  find_package(Doxygen REQUIRED)
  configure_file(${CMAKE_CURRENT_LIST_DIR}/Doxyfile.in ${CMAKE_CURRENT_BINARY_DIR}/Doxyfile @ONLY)
  file(GLOB l4m_public_headers CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/include/l4m/*.h)
  add_custom_command(
    OUTPUT ${CMAKE_CURRENT_BINARY_DIR}/doc/stamp
    COMMAND ${DOXYGEN_EXECUTABLE} ${CMAKE_CURRENT_BINARY_DIR}/Doxyfile
    COMMAND ${CMAKE_COMMAND} -E touch ${CMAKE_CURRENT_BINARY_DIR}/doc/stamp
    DEPENDS ${l4m_public_headers} ${CMAKE_CURRENT_BINARY_DIR}/Doxyfile
    COMMENT "The reference of the public interface"
    VERBATIM
  )
  add_custom_target(l4m-doc ALL DEPENDS ${CMAKE_CURRENT_BINARY_DIR}/doc/stamp)
  install(
    DIRECTORY ${CMAKE_CURRENT_BINARY_DIR}/doc/html
    DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/libl4m-dev
    COMPONENT dev
  )
endif()
