"""The whole sentence for a representative ten, as a person reads it."""

from typing import Any

import pytest

from lifeboat.settings import SettingsError, parse
from tests.unit.settings.raw import CREATED, REMOVE, changed

SENTENCES: list[tuple[dict[str, Any], str]] = [
    (
        {"primary.network.virtual_network.address_space.0": "10.10.0.1/16"},
        (
            "primary.network.virtual_network.address_space[0]: found 10.10.0.1/16. allowed: an IPv4 range in "
            "CIDR form without host bits. Bits are set behind the prefix length, so it is unclear which range is "
            "meant. Did you mean 10.10.0.0/16?"
        ),
    ),
    (
        {"recovery.network.cidr": "10.10.0.0/16", "other_ranges.0.cidr": "10.11.0.0/16"},
        (
            "recovery.network.cidr: found 10.10.0.0/16, overlaps "
            "primary.network.virtual_network.address_space[0] 10.10.0.0/16. allowed: a range outside "
            "10.10.0.0/16. Routes between the clouds would be ambiguous. Choose a range outside 10.10.0.0/16, "
            "for example 10.12.0.0/16."
        ),
    ),
    (
        {"primary.network.gateway_subnet.cidr": "10.10.255.240/28"},
        (
            "primary.network.gateway_subnet.cidr: found 10.10.255.240/28. allowed: /27 or larger. Azure asks for "
            "it for every VPN gateway but Basic. Use a /27."
        ),
    ),
    (
        {"primary.region": "West Europe"},
        (
            "primary.region: found West Europe. allowed: an Azure region. Azure has no region of that name. Did "
            "you mean westeurope?"
        ),
    ),
    (
        {"recovery.region": "cn-north-1"},
        (
            "recovery.region: found cn-north-1. allowed: an AWS Region with Elastic Disaster Recovery. AWS "
            "Elastic Disaster Recovery is not offered there. Choose another Region, for example eu-central-1."
        ),
    ),
    (
        {"primary.gateway.asn": 64512},
        (
            "recovery.gateway.asn: found 64512, the same as primary.gateway.asn. allowed: two different AS "
            "numbers. Both clouds refuse a peer with their own AS number. Use 64512 for AWS and 65515 for Azure."
        ),
    ),
    (
        {"primary.gateway.asnn": 65010},
        (
            "primary.gateway.asnn: found an unknown key. allowed: asn, generation, mode, name, sku. A misspelled key "
            "would be ignored in silence. Did you mean asn?"
        ),
    ),
    (
        {"replication.retention_days": 366},
        (
            "replication.retention_days: found 366. allowed: 1 to 365. For how many days a daily point in time "
            "is kept. Choose a value in between."
        ),
    ),
    (
        {"recovery.region": REMOVE},
        "recovery.region: found nothing. allowed: a value. It has no default. Add region.",
    ),
    (
        {"interconnect.tunnels.tunnel1.pre_shared_key": "0leading.zero"},
        (
            "interconnect.tunnels.tunnel1.pre_shared_key: found a secret that is not shown. allowed: 8 to 64 "
            "characters that both clouds take. AWS takes letters, digits, `.` and `_` and no leading 0; Azure no "
            "space, hyphen or tilde. Generate one that begins with a letter, or leave it out and Lifeboat "
            "generates it."
        ),
    ),
]


@pytest.mark.parametrize(("changes", "sentence"), SENTENCES)
def test_the_message_reads_as_it_should(changes: dict[str, Any], sentence: str) -> None:
    """Where, what was found, what is allowed, why, and how to fix it: in one line."""
    with pytest.raises(SettingsError) as caught:
        parse(changed(CREATED, changes))
    assert str(caught.value.problems[0]) == sentence
