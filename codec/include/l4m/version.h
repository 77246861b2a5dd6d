/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef L4M_VERSION_H
#define L4M_VERSION_H

/**
 * @file l4m/version.h
 * The version of the library, of which L4M_VERSION, that of the wire format, is independent.
 */

#ifdef __cplusplus
extern "C"
{
#endif

/** Of these headers: major, minor and patch. While the major one is 0, a new minor one may break programs. */
#define L4M_LIBRARY_VERSION "0.1.0"

/** The version of the library that the program runs with, as L4M_LIBRARY_VERSION has it; a constant string. */
const char *l4m_library_version(void);

#ifdef __cplusplus
}
#endif

#endif
