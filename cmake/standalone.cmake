# SPDX-License-Identifier: GPL-2.0-only
# Copyright (c) 2026 Seed ed1e0298 maintainers
#
# Against an installed ns-3 (Debian's libns3-dev).

if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "Debug, Release or RelWithDebInfo" FORCE)
endif()
set(CMAKE_CXX_STANDARD 17)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

include(CTest)
# ns-3's package file accepts no version but its own exact one, so the question is asked here.
find_package(ns3 REQUIRED)
if(ns3_VERSION VERSION_LESS 3.36)
  message(FATAL_ERROR "ns-3 ${ns3_VERSION} was found; 3.36 or later is needed")
endif()
include(cmake/validate.cmake)
add_subdirectory(codec)

# Our headers as "ns3/NAME.h", as in an ns-3 tree.
set(l4_mobility_include ${CMAKE_CURRENT_BINARY_DIR}/include)
foreach(header IN LISTS l4_mobility_headers l4_mobility_lab_headers)
  get_filename_component(name ${header} NAME)
  configure_file(${header} ${l4_mobility_include}/ns3/${name} COPYONLY)
endforeach()

# What all C++ code here is compiled with. ns-3's own headers are the system's.
add_library(l4-mobility-compile INTERFACE)
target_compile_options(
  l4-mobility-compile
  INTERFACE -Wall
            -Wextra
            -Wpedantic
            -Wshadow
            -Wnon-virtual-dtor
            -Woverloaded-virtual
            -Wcast-qual
            -Wformat=2
            -Wundef
            -Werror
)

set(l4_mobility_ns3_libraries)
foreach(module IN LISTS l4_mobility_ns3_modules)
  list(APPEND l4_mobility_ns3_libraries ns3::lib${module})
endforeach()

add_library(l4-mobility SHARED ${l4_mobility_sources})
target_include_directories(l4-mobility PUBLIC ${l4_mobility_include} PRIVATE model/l4-mobility helper)
target_link_libraries(l4-mobility PUBLIC ${l4_mobility_ns3_libraries} l4m::l4m PRIVATE l4-mobility-compile)

set(l4_mobility_lab_ns3_libraries)
foreach(module IN LISTS l4_mobility_lab_ns3_modules)
  list(APPEND l4_mobility_lab_ns3_libraries ns3::lib${module})
endforeach()

find_package(SQLite3 REQUIRED)
find_package(nlohmann_json 3.11 REQUIRED)
find_package(OpenSSL 3.0 REQUIRED COMPONENTS Crypto)
add_library(l4-mobility-lab SHARED ${l4_mobility_lab_sources})
target_include_directories(l4-mobility-lab PRIVATE model/access model/measure model/system model/l4-mobility helper)
target_link_libraries(
  l4-mobility-lab
  PUBLIC l4-mobility ${l4_mobility_lab_ns3_libraries} nlohmann_json::nlohmann_json
  PRIVATE l4-mobility-compile OpenSSL::Crypto SQLite::SQLite3
)

add_subdirectory(examples)
if(BUILD_TESTING)
  include(cmake/checks.cmake)
  add_subdirectory(test)
endif()
