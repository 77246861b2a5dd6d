# SPDX-License-Identifier: MIT
# Copyright (c) 2026 Seed ed1e0298 maintainers
#
# cpack -G DEB: one Debian package with everything.

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME libl4m-dev)
set(CPACK_PACKAGE_VERSION ${PROJECT_VERSION})
set(CPACK_PACKAGE_CONTACT "Seed ed1e0298 maintainers <maintainers@users.noreply.r-seed-ed1e0298.example>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "library for sockets that outlive a change of IP address")
set(CPACK_PACKAGE_DESCRIPTION
    "Two sockets agree on a key as they connect; every packet then carries a MAC
and a state sequence, and after a move of either side the next authenticated
packet tells the other where to go on. The library opens no socket and reads
no clock: the caller hands in bytes, addresses and the time.
.
This package holds the shared and the static library, headers, files for
pkg-config and CMake, and the reference of the interface."
)
set(CPACK_RESOURCE_FILE_LICENSE ${PROJECT_SOURCE_DIR}/LICENSE)
set(CPACK_STRIP_FILES ON)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
# The modes of the files do not depend on the umask of whoever packs.
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
    OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE
)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION libdevel)
set(CPACK_DEBIAN_PACKAGE_DEPENDS "libssl-dev (>= 3.0)")
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA ${CMAKE_CURRENT_LIST_DIR}/triggers)
set(CPACK_DEBIAN_PACKAGE_GENERATE_SHLIBS ON)
set(CPACK_DEBIAN_PACKAGE_GENERATE_SHLIBS_POLICY ">=")
include(CPack)

# Debian's rules ask for a compressed changelog.
find_program(L4M_GZIP gzip)
if(L4M_GZIP)
  set(l4m_changelog ${CMAKE_CURRENT_BINARY_DIR}/changelog)
  file(
    WRITE ${l4m_changelog}
    "libl4m-dev (${PROJECT_VERSION}) unstable; urgency=medium\n\n  * The codec and its interface, version "
    "${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR}.\n\n"
    " -- ${CPACK_PACKAGE_CONTACT}  Mon, 23 Nov 2026 00:00:00 +0000\n"
  )
  execute_process(COMMAND ${L4M_GZIP} -9nc ${l4m_changelog} OUTPUT_FILE ${l4m_changelog}.gz COMMAND_ERROR_IS_FATAL ANY)
  install(FILES ${l4m_changelog}.gz DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/libl4m-dev)
endif()
