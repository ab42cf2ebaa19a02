"""What the tests need beyond Python packages: found, installed once, or said how to get it."""

import pytest

ASK = ("-m", "lifeboat.toolchain.for_tests")

APT = """#!/bin/sh
echo "$DEBIAN_FRONTEND $*" >> "$HOME/apt"
if [ -n "$FAKE_APT_FAILURE" ]; then echo "$FAKE_APT_FAILURE" >&2; exit 100; fi
if [ "$1" = install ]; then printf '#!/bin/sh\\n' > "$HOME/bin/chromium"; chmod +x "$HOME/bin/chromium"; fi
"""


def asked_of_apt(machine):
    calls = machine.bin.parent / "apt"
    return calls.read_text().splitlines() if calls.exists() else []


@pytest.mark.parametrize("name", ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"])
def test_a_browser_and_a_linter_that_are_there_are_used(machine, name):
    """Nothing is installed, and the linter is compiled once."""
    machine.script("apt-get", APT)
    machine.script(name, "#!/bin/sh\n")
    for _ in range(2):
        done = machine.run(*ASK)
        assert done.returncode == 0, done.stderr
        assert f"{machine.bin}/{name}, " in done.stderr
    assert asked_of_apt(machine) == []
    (compiled,) = machine.compiled()
    assert "actionlint" in compiled


def test_a_missing_browser_is_installed_by_root(machine):
    """With the distribution's package, without a question."""
    machine.script("apt-get", APT)
    done = machine.run(*ASK)
    assert done.returncode == 0, done.stderr
    assert asked_of_apt(machine) == [
        "noninteractive update",
        "noninteractive install --yes --no-install-recommends chromium",
    ]


def test_without_a_way_to_install_it_the_message_says_what_to_do(machine):
    done = machine.run(*ASK)
    assert done.returncode == 1
    assert "there is none on PATH" in done.stderr
    assert "apt-get install chromium" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_installation_that_fails_is_quoted(machine):
    machine.script("apt-get", APT)
    done = machine.run(*ASK, FAKE_APT_FAILURE="no such host")
    assert done.returncode == 1
    assert "no such host" in done.stderr
    assert "apt-get install chromium" in done.stderr
