"""The sandbox's copy of a stack file: everything but what belongs to the user's own secrets provider."""

from pathlib import Path

import pytest
import yaml

from lifeboat.sandbox.stack_config import NoStackFileError, file_of, sandbox_config, write_sandbox_config

SALT = "v1:sandbox"


def test_encrypted_values_are_left_out_and_named() -> None:
    """Only the user's key decrypts them; everything else stays as it is, in its order."""
    document = {
        "secretsprovider": "awskms://alias/example",
        "encryptedkey": "AQID",
        "config": {
            "lifeboat:name": "harbor",
            "lifeboat:interconnect": {
                "tunnels": {"tunnel1": {"pre_shared_key": {"secure": "v1:abc"}}},
                "ipsec": "strong",
            },
            "lifeboat:other_ranges": [{"name": "office", "cidr": "192.0.2.0/24"}],
        },
    }
    content, left_out = sandbox_config(document, SALT)
    assert left_out == ["lifeboat:interconnect.tunnels.tunnel1.pre_shared_key"]
    assert content == {
        "config": {
            "lifeboat:name": "harbor",
            "lifeboat:interconnect": {"tunnels": {"tunnel1": {}}, "ipsec": "strong"},
            "lifeboat:other_ranges": [{"name": "office", "cidr": "192.0.2.0/24"}],
        },
        "encryptionsalt": SALT,
    }


def test_numbers_stay_numbers_and_the_original_is_not_written(tmp_path: Path) -> None:
    """Pulumi's own rewriting turns numbers into text; the copy does not, and the file under review stays as it is."""
    original = tmp_path / "Pulumi.dev.yaml"
    text = 'config:\n  lifeboat:primary:\n    gateway:\n      asn: 65515 # a comment\n  lifeboat:tags: {cost: "4711"}\n'
    original.write_text(text, encoding="utf-8")
    assert write_sandbox_config(original, SALT, tmp_path / "copies" / "Pulumi.dev.yaml") == []
    copy = yaml.safe_load((tmp_path / "copies" / "Pulumi.dev.yaml").read_text(encoding="utf-8"))
    assert copy["config"] == {"lifeboat:primary": {"gateway": {"asn": 65515}}, "lifeboat:tags": {"cost": "4711"}}
    assert original.read_text(encoding="utf-8") == text


def test_a_file_that_is_no_yaml_is_copied_so_that_pulumi_names_the_mistake(tmp_path: Path) -> None:
    original = tmp_path / "Pulumi.dev.yaml"
    original.write_text("config: [", encoding="utf-8")
    assert write_sandbox_config(original, SALT, tmp_path / "copy.yaml") == []
    assert (tmp_path / "copy.yaml").read_text(encoding="utf-8") == "config: ["


def test_a_stack_without_a_file_is_refused_with_the_names_of_those_that_have_one(tmp_path: Path) -> None:
    """A mistyped name would otherwise make an empty stack."""
    for name in ("Pulumi.yaml", "Pulumi.dev.yaml", "Pulumi.prod.yaml"):
        (tmp_path / name).write_text("", encoding="utf-8")
    with pytest.raises(NoStackFileError, match=r"no Pulumi\.nope\.yaml .* Stacks here: dev, prod\."):
        file_of("nope", tmp_path / "Pulumi.yaml")
