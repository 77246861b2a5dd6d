/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "l4m/version.h"

const char *l4m_library_version(void)
{
    return L4M_LIBRARY_VERSION;
}
