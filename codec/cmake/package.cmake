# SPDX-License-Identifier: MIT
# Copyright (c) 2026 Seed ed1e0298 maintainers
#
# cpack: the Debian packages libl4m0.1 (a program needs it to run), libl4m-dev (to compile one) and, where l4m-tool is
# built, l4m-tools. The soname is in the first one's name, so that two versions can be installed at once.

set(l4m_runtime libl4m${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR})
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME l4m)
# Each package has a summary of its own.
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "")
set(CPACK_PACKAGE_VERSION ${PROJECT_VERSION})
set(CPACK_PACKAGE_CONTACT "Seed ed1e0298 maintainers <maintainers@users.noreply.r-seed-ed1e0298.example>")
set(CPACK_RESOURCE_FILE_LICENSE ${PROJECT_SOURCE_DIR}/LICENSE)
set(CPACK_STRIP_FILES ON)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
# The modes of the files do not depend on the umask of whoever packs.
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
    OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE
)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_GENERATE_SHLIBS ON)
set(CPACK_DEBIAN_PACKAGE_GENERATE_SHLIBS_POLICY ">=")

set(l4m_about
    "Two sockets agree on a key as they connect; every packet then carries a MAC
and a state sequence, and after a move of either side the next authenticated
packet tells the other where to go on. The library opens no socket and reads
no clock: the caller hands in bytes, addresses and the time.
."
)

# l4m_deb(<component> <package> <section> <summary> <what this package holds>)
macro(l4m_deb component package section summary holds)
  list(APPEND CPACK_COMPONENTS_ALL ${component})
  string(TOUPPER ${component} l4m_upper)
  set(CPACK_DEBIAN_${l4m_upper}_PACKAGE_NAME ${package})
  set(CPACK_DEBIAN_${l4m_upper}_PACKAGE_SECTION ${section})
  set(CPACK_COMPONENT_${l4m_upper}_DESCRIPTION "${summary}\n${l4m_about}\n${holds}")

  # Debian's rules ask for a licence and a changelog in each package; in any other copy they would be in the way. The
  # licence of dev is in each copy (install.cmake).
  set(l4m_changelog ${CMAKE_CURRENT_BINARY_DIR}/deb/${package}/changelog)
  file(
    WRITE ${l4m_changelog}
    "${package} (${PROJECT_VERSION}) unstable; urgency=medium\n\n  * The codec and its interface, version "
    "${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR}.\n\n"
    " -- ${CPACK_PACKAGE_CONTACT}  Mon, 23 Nov 2026 00:00:00 +0000\n"
  )
  l4m_gzip(${l4m_changelog})
  install(
    FILES ${l4m_changelog}.gz
    DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/${package}
    COMPONENT ${component}
    EXCLUDE_FROM_ALL
  )
  if(NOT "${component}" STREQUAL "dev")
    install(
      FILES ${PROJECT_SOURCE_DIR}/LICENSE
      DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/${package}
      COMPONENT ${component}
      RENAME copyright
      EXCLUDE_FROM_ALL
    )
  endif()
endmacro()

if(NOT L4M_GZIP)
  message(STATUS "gzip is not installed: no Debian packages")
  return()
endif()

if(L4M_SHARED)
  l4m_deb(runtime ${l4m_runtime} libs "library for sockets that outlive a change of IP address"
          "This package holds the shared library."
  )
  set(CPACK_DEBIAN_RUNTIME_PACKAGE_CONTROL_EXTRA ${CMAKE_CURRENT_LIST_DIR}/triggers)
  set(CPACK_DEBIAN_DEV_PACKAGE_DEPENDS "${l4m_runtime} (= ${PROJECT_VERSION}), libssl-dev (>= 3.0)")
else()
  set(CPACK_DEBIAN_DEV_PACKAGE_DEPENDS "libssl-dev (>= 3.0)")
endif()
l4m_deb(dev libl4m-dev libdevel "files to compile programs with the library l4m"
        "This package holds the static library, headers, files for pkg-config and
CMake, examples, and the reference of the interface."
)
if(TARGET l4m-tool)
  l4m_deb(tools l4m-tools net "decoder and Wireshark dissector for L4 mobility"
          "This package holds l4m-tool, which decodes, makes and checks packets, and
a dissector for Wireshark and tshark."
  )
  set(CPACK_DEBIAN_TOOLS_PACKAGE_SUGGESTS wireshark)
endif()
include(CPack)
