"""A stand-in for a Linux server: its files, the commands it answers, and the addresses it reaches."""

import hashlib
import shutil
import stat
import subprocess
import threading
import time
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from lifeboat.agent.request import Identity, InstallRequest
from lifeboat.agent.script import render_script

KERNEL = "5.15.0-130-generic"
ROLE = "arn:aws:iam::111122223333:role/lifeboat-agent-installation"
IDENTITY = Identity("00000000-0000-0000-0000-000000000001", "api://lifeboat")
TOOLS = (
    "awk", "cat", "chmod", "curl", "cut", "date", "dirname", "grep", "head", "mktemp", "od", "python3", "readlink",
    "rm", "sed", "sh", "sha512sum", "stty", "tr",
)  # fmt: skip
INSTALLER = b'#!/bin/sh\nfor each in "$@"; do printf "%s\\n" "$each"; done > "$OUT/arguments"\n'
KEYS = {"AccessKeyId": "ASIAEXAMPLE", "SecretAccessKey": "secret/+=", "SessionToken": "token//=="}


class Clouds(ThreadingHTTPServer):
    """Everything the script talks to. `asked` holds what it asked for."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.asked = []
        self.installer, self.hash = INSTALLER, hashlib.sha512(INSTALLER).hexdigest()
        self.skew_seconds, self.token, self.denied = 0, "header.payload.signature", ""
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}"

    def close(self):
        self.shutdown()
        self.server_close()


class _Handler(BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def date_time_string(self, timestamp=None):
        return formatdate(time.time() + self.server.skew_seconds, usegmt=True)

    def answer(self, body, status=200):
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def do_HEAD(self):
        self.server.asked.append(("HEAD", self.path, {}))
        self.answer(b"", 403)

    def do_GET(self):
        where = urlsplit(self.path)
        query = {key: value[0] for key, value in parse_qs(where.query).items()}
        self.server.asked.append(("GET", where.path, {**query, "Metadata": self.headers.get("Metadata")}))
        if where.path == "/installer":
            self.answer(self.server.installer)
        elif where.path == "/installer.sha512":
            self.answer(self.server.hash.encode())
        elif self.server.token:
            self.answer(b'{"access_token":"%s","expires_in":"86000"}' % self.server.token.encode())
        else:
            self.answer(b'{"error":"invalid_request","error_description":"Identity not found"}', 400)

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.server.asked.append(("POST", self.path, {key: value[0] for key, value in parse_qs(body).items()}))
        if self.server.denied:
            self.answer(f"<Error><Code>{self.server.denied}</Code><Message>Not so.</Message></Error>".encode(), 403)
        else:
            inside = "".join(f"<{key}>{value}</{key}>\n" for key, value in KEYS.items())
            self.answer(f"<Credentials>{inside}</Credentials>".encode())


class Server:
    """A Linux server on which everything is right."""

    def __init__(self, folder: Path, clouds: Clouds):
        self.root, self.bin, self.out, self.clouds = folder / "root", folder / "bin", folder / "out", clouds
        for each in (self.root, self.bin, self.out):
            each.mkdir()
        self.environment: dict[str, str] = {}
        for tool in TOOLS:
            (self.bin / tool).symlink_to(shutil.which(tool))
        self.write("etc/os-release", 'ID=ubuntu\nVERSION_ID="22.04"\n')
        self.write("proc/mounts", "/dev/sda1 / ext4 rw,relatime 0 0\n")
        self.write("proc/meminfo", "MemTotal: 8000000 kB\nMemFree: 100000 kB\nMemAvailable: 4000000 kB\n")
        self.write("boot/grub/grub.cfg", "")
        self.write("sbin/dhclient", "", executable=True)
        (self.root / f"usr/src/linux-headers-{KERNEL}").mkdir(parents=True)
        self.uname()
        self.command("id", "echo 0")
        self.free(root=9000, tmp=9000)
        self.command("hostname", "echo app-1.example.com")
        self.command("gcc", "")
        self.command("make", "")
        self.command("lsblk", "printf '%s disk\\n' sda sdb sdc; echo sr0 rom")

    def write(self, path, text, *, executable=False):
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        if executable:
            file.chmod(file.stat().st_mode | stat.S_IXUSR)

    def command(self, name, body):
        (self.bin / name).unlink(missing_ok=True)
        (self.bin / name).write_text(f"#!/bin/sh\n{body}\n")
        (self.bin / name).chmod(0o700)

    def without(self, *tools):
        for tool in tools:
            (self.bin / tool).unlink()

    def uname(self, kernel=KERNEL, machine="x86_64"):
        self.command("uname", f"[ $1 = -m ] && echo {machine} || echo {kernel}")

    def free(self, root, tmp, boot=400):
        line = "echo x; case $2 in /tmp) m={};; /boot) m={};; *) m={};; esac; echo /dev/sda1 1 1 $((m * 1024)) 1% /"
        self.command("df", line.format(tmp, boot, root))

    def script(self, **more):
        wanted = {"installer": "linux", "region": "eu-central-1", "role_arn": ROLE, "identity": IDENTITY, **more}
        addresses = {
            "reach": f"{self.clouds.url}/ {self.clouds.url}/installer",
            "sts": f"{self.clouds.url}/sts",
            "metadata": self.clouds.url,
            "installer": f"{self.clouds.url}/installer",
            "hash": f"{self.clouds.url}/installer.sha512",
            **wanted.pop("addresses", {}),
        }
        return render_script(InstallRequest(**wanted), addresses, str(self.root))

    def run(self, *arguments, typed="", **more):
        file = self.out / "install.sh"
        file.write_text(self.script(**more))
        environment = {"PATH": str(self.bin), "OUT": str(self.out), "HOME": str(self.out), **self.environment}
        return subprocess.run(
            ["/bin/sh", str(file), *arguments],
            env=environment, input=typed, capture_output=True, text=True, check=False, cwd=self.out, timeout=60,
        )  # fmt: skip

    @property
    def arguments(self):
        """What the installer was started with; None when it was not."""
        file = self.out / "arguments"
        return file.read_text().splitlines() if file.exists() else None

    @property
    def downloads(self):
        return [path for method, path, _ in self.clouds.asked if method != "HEAD"]
