"""Folders that are either whole or absent, however many processes make them and however they end."""

import fcntl
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from lifeboat.toolchain.progress import say


@contextmanager
def exclusive(path: Path, purpose: str) -> Iterator[None]:
    """Hold the file lock of `path` (made if absent); the kernel frees it when its owner dies, however that happens.

    Args:
        path: the file that is locked; its content is neither read nor changed.
        purpose: what the lock protects, for the sentence that a waiting user sees.
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_CREAT, 0o644)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            started = time.monotonic()
            say(f"Another process is busy with {purpose}; waiting for it (lock: {path}) ...")
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            say(f"... waited {time.monotonic() - started:.0f} s.")
        yield
    finally:
        os.close(descriptor)


def build_once(final: Path, build: Callable[[Path], None], purpose: str) -> Path:
    """Return `final`, made by `build` if it does not exist.

    `build` fills a folder aside, which is renamed into place when it is complete. What an interrupted build leaves
    behind is removed by the next one.

    Args:
        final: the folder to return.
        build: fills the empty folder that it is given; whatever it raises is passed on.
        purpose: what is built, for the sentence that a waiting user sees.
    """
    if final.is_dir():
        return final
    final.parent.mkdir(parents=True, exist_ok=True)
    with exclusive(final.with_name(f"{final.name}.lock"), purpose):
        if not final.is_dir():
            prefix = f"{final.name}.partial-"
            for leftover in final.parent.glob(f"{prefix}*"):
                shutil.rmtree(leftover, ignore_errors=True)
            partial = Path(tempfile.mkdtemp(prefix=prefix, dir=final.parent))
            try:
                build(partial)
                partial.chmod(0o755)
                partial.rename(final)
            finally:
                shutil.rmtree(partial, ignore_errors=True)
    return final
