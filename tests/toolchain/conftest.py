"""A machine made of small scripts: what stands for Go and Pulumi takes no time and records what it is asked."""

import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from lifeboat.toolchain.pins import ROOT

FAKE_GO = """#!/bin/sh
case "$1" in
env) echo "${FAKE_GO_VERSION:-go1.26.8}" ;;
list) echo "$FAKE_GO_SDK" ;;
build)
    while [ "$1" != -o ]; do shift; done
    echo "$$ $2 GOFLAGS=$GOFLAGS GOOS=$GOOS" >> "$FAKE_GO_CALLS"
    while [ -e "$FAKE_GO_GATE" ]; do sleep 0.05; done
    if [ -n "$FAKE_GO_FAILURE" ]; then echo "$FAKE_GO_FAILURE" >&2; exit 1; fi
    printf '#!/bin/sh\\necho v3.259.0\\n' > "$2"
    chmod +x "$2" ;;
esac
"""


class Machine:
    """A PATH, a cache folder and a scripted Go, all below one temporary folder."""

    def __init__(self, folder: Path) -> None:
        self.bin = folder / "bin"
        self.toolchain = folder / "cache" / "lifeboat" / "toolchain"
        self.calls_file = folder / "calls"
        self.gate = folder / "gate"
        """While this file exists, a compilation that was started does not end."""
        sdk = folder / "sdk"
        self.environment = {
            "PATH": str(self.bin),
            "HOME": str(folder),
            "XDG_CACHE_HOME": str(folder / "cache"),
            "FAKE_GO_CALLS": str(self.calls_file),
            "FAKE_GO_GATE": str(self.gate),
            "FAKE_GO_SDK": str(sdk),
        }
        self.bin.mkdir()
        for name in ("sleep", "chmod"):
            (self.bin / name).symlink_to(str(shutil.which(name)))
        self.script("go", FAKE_GO)
        for name in ("python/cmd/pulumi-language-python-exec", "python/dist/pulumi-resource-pulumi-python"):
            (sdk / name).parent.mkdir(parents=True, exist_ok=True)
            (sdk / name).write_text("#!/bin/sh\n")
            (sdk / name).chmod(0o444)

    def script(self, name: str, text: str, folder: Path | None = None) -> Path:
        path = (folder or self.bin) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
        return path

    def pulumi(self, version: str, folder: Path | None = None) -> Path:
        return self.script("pulumi", f"#!/bin/sh\necho {version}\n", folder)

    def language_host(self, folder: Path | None = None) -> Path:
        self.script("pulumi-language-python-exec", "#!/bin/sh\n", folder)
        return self.script("pulumi-language-python", "#!/bin/sh\n", folder)

    def start(self, *arguments: str, stderr: int = subprocess.PIPE, **variables: str) -> "subprocess.Popen[str]":
        """Start `python ARGUMENTS` on this machine; the default makes sure of the Pulumi CLI."""
        return subprocess.Popen(
            [sys.executable, *(arguments or ("-m", "lifeboat.toolchain"))],
            env=self.environment | variables,
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=stderr,
            text=True,
        )

    def run(self, *arguments: str, **variables: str) -> "subprocess.CompletedProcess[str]":
        process = self.start(*arguments, **variables)
        stdout, stderr = process.communicate(timeout=60)
        return subprocess.CompletedProcess(process.args, process.returncode, stdout, stderr)

    def compiled(self) -> list[str]:
        """One line for every compilation: process id, target and the environment that matters."""
        return self.calls_file.read_text().splitlines() if self.calls_file.exists() else []

    def folders(self) -> list[Path]:
        """Every folder of the toolchain's cache, whole or partial."""
        return sorted(path for path in self.toolchain.glob("*") if path.is_dir())


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    made = Machine(tmp_path)
    for name in ("GOFLAGS", "GOOS", "PULUMI_HOME"):
        monkeypatch.delenv(name, raising=False)
    for name, value in made.environment.items():
        monkeypatch.setenv(name, value)
    return made
