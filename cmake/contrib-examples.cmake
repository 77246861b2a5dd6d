# SPDX-License-Identifier: GPL-2.0-only
# Copyright (c) 2026 Seed ed1e0298 maintainers
#
# The examples in an ns-3 tree, which leaves out those whose modules it does not build.

build_lib_example(
  NAME l4m-first
  SOURCE_FILES first.cc arguments.cc
  LIBRARIES_TO_LINK ${libl4-mobility} ${libpoint-to-point} ${libapplications}
)

# ns-3's own instruments around mobile sockets. Traces need no module of their own.
function(l4_mobility_instrument name)
  build_lib_example(
    NAME l4m-${name}
    SOURCE_FILES ${name}.cc arguments.cc two-networks.cc
    LIBRARIES_TO_LINK ${libl4-mobility} ${libpoint-to-point} ${libapplications} ${ARGN}
  )
endfunction()
l4_mobility_instrument(tracing)
foreach(instrument IN ITEMS flow-monitor netanim)
  if(instrument IN_LIST ns3-all-enabled-modules)
    l4_mobility_instrument(${instrument} ${lib${instrument}})
  endif()
endforeach()

if(l4_mobility_lab)
  build_lib_example(
    NAME l4m-lab-first
    SOURCE_FILES lab-first.cc arguments.cc
    LIBRARIES_TO_LINK ${libl4-mobility} ${libapplications}
  )
endif()
