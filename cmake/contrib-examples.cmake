# SPDX-License-Identifier: GPL-2.0-only
# Copyright (c) 2026 Seed ed1e0298 maintainers
#
# The examples in an ns-3 tree, which leaves out those whose modules it does not build.

build_lib_example(
  NAME l4m-first
  SOURCE_FILES first.cc
  LIBRARIES_TO_LINK ${libl4-mobility} ${libpoint-to-point} ${libapplications}
)

# ns-3's own instruments around mobile sockets.
set(l4_mobility_instruments tracing)
foreach(instrument IN ITEMS flow-monitor netanim)
  if(instrument IN_LIST ns3-all-enabled-modules)
    list(APPEND l4_mobility_instruments ${instrument})
  endif()
endforeach()
foreach(instrument IN LISTS l4_mobility_instruments)
  build_lib_example(
    NAME l4m-${instrument}
    SOURCE_FILES ${instrument}.cc two-networks.cc
    LIBRARIES_TO_LINK ${libl4-mobility} ${libpoint-to-point} ${libapplications} ${lib${instrument}}
  )
endforeach()

if(l4_mobility_lab)
  build_lib_example(
    NAME l4m-lab-first
    SOURCE_FILES lab-first.cc
    LIBRARIES_TO_LINK ${libl4-mobility} ${libapplications}
  )
endif()
