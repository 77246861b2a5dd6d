# SPDX-License-Identifier: GPL-2.0-only
# Copyright (c) 2026 Seed ed1e0298 maintainers
#
# As the contrib module l4-mobility of an ns-3 tree: the model, and with it the handover lab where the tree builds the
# modules that the lab needs and the libraries that it needs are installed.

# Some ns-3 versions enable C++ alone, and the codec is C.
enable_language(C)
find_package(OpenSSL 3.0 REQUIRED COMPONENTS Crypto)
add_subdirectory(codec)

# What the lab lacks in this tree, into l4_mobility_lab_lacks.
set(l4_mobility_lab_lacks)
foreach(module IN LISTS l4_mobility_lab_ns3_modules)
  if(NOT module IN_LIST ns3-all-enabled-modules)
    list(APPEND l4_mobility_lab_lacks "ns-3's ${module}")
  endif()
endforeach()
find_package(SQLite3 QUIET)
if(NOT SQLite3_FOUND)
  list(APPEND l4_mobility_lab_lacks SQLite3)
endif()
find_package(nlohmann_json 3.11 QUIET)
if(NOT nlohmann_json_FOUND)
  list(APPEND l4_mobility_lab_lacks "nlohmann_json 3.11")
endif()

# Lambdas as callbacks.
if("${NS3_VER}" MATCHES "^3\\.36")
  list(APPEND l4_mobility_lab_lacks "ns-3 3.37")
endif()

set(l4_mobility_include helper model/l4-mobility)
set(l4_mobility_other_libraries ${OPENSSL_CRYPTO_LIBRARY})
if(l4_mobility_lab_lacks)
  set(l4_mobility_lab OFF)
  list(JOIN l4_mobility_lab_lacks ", " text)
  message(STATUS "l4-mobility: the model without the handover lab, which would need ${text}")
else()
  set(l4_mobility_lab ON)
  list(APPEND l4_mobility_sources ${l4_mobility_lab_sources})
  list(APPEND l4_mobility_headers ${l4_mobility_lab_headers})
  list(APPEND l4_mobility_test_sources ${l4_mobility_lab_test_sources})
  foreach(module IN LISTS l4_mobility_lab_ns3_modules)
    list(APPEND l4_mobility_ns3_libraries ${lib${module}})
  endforeach()
  list(REMOVE_DUPLICATES l4_mobility_ns3_libraries)
  get_target_property(json_include nlohmann_json::nlohmann_json INTERFACE_INCLUDE_DIRECTORIES)
  list(APPEND l4_mobility_include model/access model/measure model/system ${OPENSSL_INCLUDE_DIR} ${SQLite3_INCLUDE_DIRS}
       ${json_include}
  )
  list(APPEND l4_mobility_other_libraries ${SQLite3_LIBRARIES})
endif()

build_lib(
  LIBNAME l4-mobility
  SOURCE_FILES ${l4_mobility_sources}
  HEADER_FILES ${l4_mobility_headers}
  LIBRARIES_TO_LINK ${l4_mobility_ns3_libraries} ${l4_mobility_other_libraries}
  TEST_SOURCES ${l4_mobility_test_sources}
)

# The codec's object files go into the module's library: a library of its own ns-3 would have to export with its own.
target_sources(${libl4-mobility} PRIVATE $<TARGET_OBJECTS:l4m-objects>)

# Not before build_lib, which would hand these folders on to all who link the module. Up to 3.42 it compiles the sources
# in a target of their own.
foreach(target IN ITEMS ${libl4-mobility} ${libl4-mobility}-obj)
  if(TARGET ${target})
    target_include_directories(${target} PRIVATE codec/include ${l4_mobility_include})
  endif()
endforeach()

# Programs that include the module's headers find the codec's too, here and where this ns-3 is installed.
target_include_directories(
  ${libl4-mobility} INTERFACE $<BUILD_INTERFACE:${CMAKE_CURRENT_SOURCE_DIR}/codec/include>
)
install(DIRECTORY codec/include/l4m DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
