/* SPDX-License-Identifier: MIT
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */

/** @file state.c A saved association in a file. */

#include "state.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "udp.h"

enum
{
    NAME_BYTES = 4096
};

/** The file's name with something put behind it, in a buffer of NAME_BYTES. */
static void beside(char *name, const char *file, const char *suffix)
{
    if (snprintf(name, NAME_BYTES, "%s%s", file, suffix) >= NAME_BYTES)
    {
        udp_fail(2, "the name of the state file is too long");
    }
}

void state_lock(const char *file)
{
    char name[NAME_BYTES];
    beside(name, file, ".lock");
    /* Not the file itself: each new state is another file. Never closed: that would give the lock back. */
    int lock = open(name, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (lock < 0)
    {
        udp_fail(1, "%s cannot be made: %s", name, strerror(errno));
    }
    if (flock(lock, LOCK_EX | LOCK_NB) != 0)
    {
        udp_fail(1, "%s is in use by another program", file);
    }
}

l4m_assoc *state_resume(l4m_host *host, const char *file)
{
    uint8_t saved[L4M_SAVED_SIZE + 1]; /* so that one that is too long is noticed */
    l4m_assoc *assoc;

    int fd = open(file, O_RDONLY | O_CLOEXEC);
    if (fd < 0 && errno == ENOENT)
    {
        return NULL;
    }
    ssize_t len = fd < 0 ? -1 : read(fd, saved, sizeof saved);
    if (len < 0)
    {
        udp_fail(1, "%s cannot be read: %s", file, strerror(errno));
    }
    close(fd);
    l4m_error error = l4m_resume(host, &assoc, saved, (size_t)len, udp_now());
    explicit_bzero(saved, sizeof saved);
    if (error != L4M_OK)
    {
        udp_fail(1, "%s cannot be resumed from: %s", file, l4m_strerror(error));
    }
    return assoc;
}

/** Has the disk keep a directory's change of names. */
static bool sync_directory_of(const char *file)
{
    char name[NAME_BYTES];
    beside(name, file, "");
    int fd = open(dirname(name), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool ok = fd >= 0 && fsync(fd) == 0;
    if (fd >= 0)
    {
        close(fd);
    }
    return ok;
}

/** Puts bytes in the place of the file's. */
static bool store(const char *file, const uint8_t *bytes, size_t len)
{
    char name[NAME_BYTES];
    beside(name, file, ".new");
    unlink(name); /* what a killed program may have left */
    int fd = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    bool ok = fd >= 0 && write(fd, bytes, len) == (ssize_t)len && fsync(fd) == 0;
    if (fd >= 0)
    {
        ok = close(fd) == 0 && ok;
    }
    return ok && rename(name, file) == 0 && sync_directory_of(file);
}

void state_save(l4m_assoc *assoc, const char *file, uint32_t packets, uint16_t moves)
{
    uint8_t saved[L4M_SAVED_SIZE];

    l4m_error error = l4m_save(assoc, packets, moves, saved);
    if (error != L4M_OK)
    {
        udp_fail(1, "the association cannot be saved: %s", l4m_strerror(error));
    }
    bool stored = store(file, saved, sizeof saved);
    int reason = errno;
    if (stored)
    {
        error = l4m_stored(assoc, saved);
    }
    explicit_bzero(saved, sizeof saved);
    if (!stored)
    {
        udp_fail(1, "%s cannot be written: %s", file, strerror(reason));
    }
    if (error != L4M_OK)
    {
        udp_fail(1, "the association cannot go on: %s", l4m_strerror(error));
    }
}
