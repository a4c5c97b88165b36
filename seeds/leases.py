"""Leases: ask Linux whether anybody still has a file open for writing."""

from __future__ import annotations

import errno
import fcntl
import signal


def is_closed_by_writers(descriptor: int) -> bool | None:
    """Say if no process holds the file open for writing; None where the system won't tell.

    The kernel grants a read lease only on a file that nobody writes (fcntl(2), F_SETLEASE). It is
    given back at once. Network and some FUSE file systems know no leases, and a file of another
    owner needs CAP_LEASE: there only waiting tells.
    """
    if not hasattr(fcntl, "F_SETLEASE"):
        return None
    try:
        # Whoever opens the file for writing while we hold the lease makes the kernel signal us,
        # by default with SIGIO, which kills. SIGURG is ignored unless someone asks for it.
        fcntl.fcntl(descriptor, fcntl.F_SETSIG, signal.SIGURG)
        fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_RDLCK)
    except OSError as error:
        return False if error.errno == errno.EAGAIN else None
    fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    return True
