"""What was freed goes back to the system, so that a server that runs for weeks stays as large as what it holds.

glibc keeps it for the thread that freed it, and counts blocks of up to 32 MB among the small ones once one of that size was
freed: many threads, each of which writes a large answer now and then, hold a multiple of what is in use (decision 46). Other
C libraries than glibc are left as they are. Source: mallopt(3), malloc_trim(3).
"""

from __future__ import annotations

import ctypes
import sys
import threading

EVERY = 30.0
"""Seconds between two times that free pages are given back."""
LARGE, TOP = 2**18, 2**20
"""Bytes from which a block has a mapping of its own, which goes when it is freed; free bytes at the end of an arena that go."""
_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3  # malloc.h of glibc


def follow(over: threading.Event) -> None:
    """Keep little of what is freed in this process, and give free pages back now and then, until `over`."""
    if keep_little():
        while not over.wait(EVERY):
            give_back()


def keep_little() -> bool:
    """Settle which blocks go back when they are freed; False where there is no glibc."""
    mallopt = getattr(_libc(), "mallopt", None)
    return mallopt is not None and all([mallopt(_MMAP_THRESHOLD, LARGE), mallopt(_TRIM_THRESHOLD, TOP)])


def give_back() -> bool:
    """Give free pages back, wherever they lie; False where there was none, or no glibc."""
    trim = getattr(_libc(), "malloc_trim", None)
    return trim is not None and bool(trim(0))


def _libc() -> ctypes.CDLL | None:
    return ctypes.CDLL(None) if sys.platform == "linux" else None
