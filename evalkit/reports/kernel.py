"""The kernel that runs a report: this very interpreter, alone with its own settings."""

from __future__ import annotations

import os
import signal
import sys
import tempfile
from contextlib import suppress
from functools import cached_property
from subprocess import DEVNULL
from typing import Any, ClassVar
from weakref import WeakSet

os.environ.setdefault("JUPYTER_PLATFORM_DIRS", "1")  # else jupyter_core warns the user about a change of its own

from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager

# One thread each: the number of BLAS threads changes last digits, and reports run side by side.
# A fixed hash seed: the same input gives the same bytes.
# Figures of a notebook's own show in it, whatever backend the machine is set to.
SETTINGS = {
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "PYTHONHASHSEED": "0",
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    "JUPYTER_PLATFORM_DIRS": "1",
    "JE_ARROW_MALLOC_CONF": "background_thread:false",  # a process with two threads cannot be forked
}


class OwnKernel(AsyncKernelManager):
    """Start the interpreter that runs evalkit, whatever the kernel called ``python3`` is on this machine.

    The user's IPython profile (start-up files, history) stays outside: it would make reports differ between machines.
    """

    memory: ClassVar[int | None] = None
    """Bytes that it may take, where the system can be told."""
    _running: ClassVar[WeakSet[OwnKernel]] = WeakSet()

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._running.add(self)

    @cached_property
    def _profile(self) -> tempfile.TemporaryDirectory[str]:
        return tempfile.TemporaryDirectory(prefix="evalkit-")

    @property
    def kernel_spec(self) -> KernelSpec:
        """The command that starts the kernel."""
        return KernelSpec(
            argv=[sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}", "--log-level=CRITICAL"],
            display_name="evalkit",
            language="python",
            env={**SETTINGS, "IPYTHONDIR": self._profile.name},
        )

    async def _async_launch_kernel(self, kernel_cmd: list[str], **named: Any) -> None:
        """Start it; what the programs of a cell write, ipykernel passes on, and no terminal needs it too."""
        await super()._async_launch_kernel(kernel_cmd, **{**named, "stdout": DEVNULL, "stderr": DEVNULL})
        process = getattr(self.provisioner, "pid", None)
        if self.memory and process and sys.platform == "linux":
            import resource

            with suppress(ProcessLookupError):
                resource.prlimit(process, resource.RLIMIT_DATA, (self.memory, self.memory))

    async def _async_cleanup_resources(self, restart: bool = False) -> None:
        group = getattr(self.provisioner, "pid", None)
        await super()._async_cleanup_resources(restart=restart)
        if restart:
            return
        if group and sys.platform != "win32":  # what a cell forked goes with its report
            with suppress(ProcessLookupError):
                os.killpg(group, signal.SIGKILL)
        self._profile.cleanup()

    cleanup_resources: Any = _async_cleanup_resources


def own_kernel(memory: int | None) -> type[OwnKernel]:
    """Return the kind of kernel that may take so many bytes."""
    return type("LimitedKernel", (OwnKernel,), {"memory": memory})


def kill_all() -> None:
    """Kill every kernel of this process at once; who waits for one sees it dead."""
    for kernel in list(OwnKernel._running):
        process = getattr(kernel.provisioner, "process", None)
        if process is not None:
            process.kill()
