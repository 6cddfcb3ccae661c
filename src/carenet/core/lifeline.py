"""A process that must not outlive the one that started it says so here."""

import ctypes
import os
import signal

_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True)


def die_with_parent(number: int = signal.SIGKILL) -> None:
    """Have the kernel send this process a signal when the thread that forked it ends. Linux.

    To be called in the new process, after any setuid, which clears it. Also the initializer of a
    pool of processes: a pool's workers otherwise outlive a parent that was killed.
    """
    started_by = os.getppid()
    _libc.prctl(_PDEATHSIG, int(number), 0, 0, 0)
    if os.getppid() != started_by:  # it ended before the kernel knew
        os.kill(os.getpid(), number)
