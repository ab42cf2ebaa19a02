"""What the settings take for facts about the clouds agrees with the libraries that know."""

import botocore.session
import pytest

from lifeboat.cloud_facts import (
    AMAZON_SIDE_ASNS,
    AWS_REFUSED_ASNS,
    AWS_REGIONS,
    AWS_RESERVED_INSIDE,
    AZURE_APIPA,
    AZURE_REFUSED_GATEWAY_ASNS,
    AZURE_REFUSED_PEER_ASNS,
    AZURE_REGIONS,
    AZURE_ZONE_REGIONS,
    DRS_REGIONS,
    IANA_REFUSED_ASNS,
)

PARTITIONS = ("aws", "aws-us-gov")


def test_drs_is_offered_where_botocore_has_an_endpoint() -> None:
    """The Regions are those of botocore's endpoint data for `drs`, in the two partitions that Lifeboat works in."""
    session = botocore.session.get_session()
    offered = {region for part in PARTITIONS for region in session.get_available_regions("drs", partition_name=part)}
    assert offered == DRS_REGIONS


def test_every_known_region_has_ec2() -> None:
    """A Region that botocore does not know would be a typing error of ours; all its Regions of the two are known."""
    session = botocore.session.get_session()
    ec2 = {name: set(session.get_available_regions("ec2", partition_name=name)) for name in (*PARTITIONS, "aws-cn")}
    assert set().union(*ec2.values()) >= AWS_REGIONS
    assert ec2["aws"] | ec2["aws-us-gov"] <= AWS_REGIONS


def test_regions_with_zones_are_regions() -> None:
    """No typing error in the shorter list."""
    assert AZURE_ZONE_REGIONS < AZURE_REGIONS


@pytest.mark.parametrize("asn", [8074, 8075, 12076, 65515, 65517, 65520, 23456, 64496, 64511, 65535, 65551, 4294967295])
def test_azure_refuses_its_own_and_ianas_numbers_as_a_peer(asn: int) -> None:
    """Each end of each reserved range is in; 65515 is the gateway's own default."""
    assert asn in AZURE_REFUSED_PEER_ASNS
    assert (asn in AZURE_REFUSED_GATEWAY_ASNS) == (asn != 65515)


@pytest.mark.parametrize("asn", [64512, 65514, 65516, 65521, 65534])
def test_private_numbers_that_azure_takes_are_not_refused(asn: int) -> None:
    """The neighbours of the reserved ranges are free, and nobody else reserves them."""
    assert asn not in AZURE_REFUSED_PEER_ASNS | IANA_REFUSED_ASNS | AWS_REFUSED_ASNS
    assert AMAZON_SIDE_ASNS[0][0] <= asn <= AMAZON_SIDE_ASNS[0][1]


def test_no_inside_range_of_azure_is_reserved_by_aws() -> None:
    """The allocator takes from Azure's ranges only, so it cannot hand out what AWS keeps."""
    assert not any(reserved.overlaps(area) for reserved in AWS_RESERVED_INSIDE for area in AZURE_APIPA)
