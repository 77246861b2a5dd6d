/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef STATE_H
#define STATE_H

/**
 * @file state.h
 * A saved association in a file. At any moment, whatever kills the program, the file is either the old one or the new
 * one as a whole; it is readable by its owner alone, and no two programs have it at once.
 */

#include <l4m/l4m.h>

/** Makes a file ours as long as the program runs. Where another program has it, this one ends with status 1. */
void state_lock(const char *file);

/**
 * Resumes the association in a file.
 * @return it, or NULL where there is no such file; one that cannot be resumed from ends the program with status 1
 */
l4m_assoc *state_resume(l4m_host *host, const char *file);

/**
 * Saves an association into a file, from where on it may send and move again.
 * @param packets to be set aside
 * @param moves   to be set aside
 * A file that cannot be written ends the program with status 1.
 */
void state_save(l4m_assoc *assoc, const char *file, uint32_t packets, uint16_t moves);

#endif
