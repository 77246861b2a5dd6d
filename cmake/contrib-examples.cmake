# SPDX-License-Identifier: GPL-2.0-only
# Copyright (c) 2026 Seed ed1e0298 maintainers
#
# The examples in an ns-3 tree, which leaves out those whose modules it does not build.

build_lib_example(
  NAME l4m-first
  SOURCE_FILES first.cc
  LIBRARIES_TO_LINK ${libl4-mobility} ${libpoint-to-point} ${libapplications}
)

if(l4_mobility_lab)
  build_lib_example(
    NAME l4m-lab-first
    SOURCE_FILES lab-first.cc
    LIBRARIES_TO_LINK ${libl4-mobility} ${libapplications}
  )
endif()
