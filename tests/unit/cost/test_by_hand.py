"""Three stacks computed by hand: quantity and amount of every line, with the arithmetic beside it.

A month is 730 hours, a GiB 1,073,741,824 bytes; framing makes 1350 bytes of data 1444 on the wire (1452 with CBC).
"""

from decimal import Decimal

import pytest

from lifeboat.cost import Estimate, Quantities, estimate
from tests.unit.cost.plans import LARGE, PRIVATE, SMALL, round_prices

Expected = dict[str, tuple[str, str]]

# --- 4 servers -------------------------------------------------------------------------------------------------------
# Changes in a month: 2,000,000 x 3,600 x 730 = 5,256,000,000,000 bytes = 4,895.03 GiB (4,895.031...).
# On the wire: 4,895.03 x 1444 / 1350 = 5,235.87 (5,235.8691...).
# Changes in a day: 2,000,000 x 86,400 = 172,800,000,000 bytes = 160.93 GiB (160.9325...); x 7 days = 1,126.51;
# no more than 160 x 37 points = 5,920. Snapshots: 160 + 1,126.51 = 1,286.51.
SMALL_STAYS: Expected = {
    "DRS source servers": ("2920", "87.60"),  # 4 x 730 = 2,920; x 0.03
    "replication servers (t3.small)": ("730", "14.60"),  # x 0.02
    "staging volumes (gp3)": ("400", "40.00"),  # x 0.1
    "boot volumes of replication servers": ("8", "0.80"),  # 1 x 8 GiB x 0.1
    "EBS snapshots": ("1286.51", "64.33"),  # x 0.05 = 64.3255
    "NAT gateways": ("730", "36.50"),  # x 0.05, in both clouds
    "control traffic through NAT gateways": ("5", "0.20"),  # 1 replication server x 5 GiB x 0.04
    "public IPv4 addresses": ("2190", "10.95"),  # 3 x 730 x 0.005
    "VPN connections": ("730", "36.50"),  # x 0.05
    "customer-managed keys": ("1", "1.00"),
    "metrics that alarms watch": ("4", "0.40"),  # x 0.1
    "composite alarms": ("1", "0.50"),
    "logs taken in": ("2", "1.20"),  # x 0.6
}
SMALL_AZURE: Expected = {
    "VPN gateway (VpnGw1AZ)": ("730", "146.00"),  # x 0.2
    "public IP addresses": ("1460", "7.30"),  # 2 x 730 x 0.005
    "NAT gateways": ("730", "36.50"),
    "control traffic through NAT gateways": ("4", "0.20"),  # 4 servers x 1 GiB x 0.05
    "metric alert rules": ("2", "0.20"),
    "logs taken in": ("2", "6.00"),  # x 3
}
SMALL_REPLICATION: Expected = {
    "replication that leaves Azure through the tunnels": ("5235.87", "418.87"),  # x 0.08 = 418.8696
}
SMALL_DRILL: Expected = {
    "recovered servers (t3.large)": ("96", "9.60"),  # 4 x 24 x 0.1
    "volumes of recovered servers (gp3)": ("13.15", "1.32"),  # 400 x 24 / 730 = 13.1506; x 0.1 = 1.315
    "conversion servers (m5.large)": ("0.67", "0.07"),  # 4 x 10 / 60 = 0.6666; x 0.1 = 0.067
}
SMALL_OVER: Expected = {
    "recovered servers (t3.large)": ("2920", "292.00"),  # 4 x 730 x 0.1
    "volumes of recovered servers (gp3)": ("400", "40.00"),
    "conversion servers (m5.large)": ("0.67", "0.07"),
    "data that recovered servers send to users": ("80", "7.20"),  # x 0.09
    "failback that leaves AWS, once": ("171.14", "15.40"),  # 160 x 1444 / 1350 = 171.1407; x 0.09 = 15.4026
}

# --- 120 servers -----------------------------------------------------------------------------------------------------
# Changes in a month: 18,000,000 x 3,600 x 730 / 2^30 = 44,055.28 GiB (nine times the above); wire 47,122.83.
# In a day 18,000,000 x 86,400 / 2^30 = 1,448.39; 40 % of it: 579.36 (579.3571...); x 30 days = 17,380.80; no more than
# 15,000 x 60 points. Snapshots: 15,000 + 17,380.80 = 32,380.80.
LARGE_STAYS: Expected = {
    "DRS source servers": ("87600", "2628.00"),  # 120 x 730 x 0.03
    "replication servers (t3.small)": ("14600", "292.00"),  # 20 x 730 x 0.02
    "staging volumes (gp2)": ("24000", "2880.00"),  # x 0.12
    "boot volumes of replication servers": ("160", "16.00"),  # 20 x 8 x 0.1
    "EBS snapshots": ("32380.80", "1619.04"),  # x 0.05
    "NAT gateways": ("2190", "109.50"),  # 3 x 730 x 0.05
    "control traffic through NAT gateways": ("100", "4.00"),  # 20 x 5 x 0.04
    "public IPv4 addresses": ("5110", "25.55"),  # 7 x 730 x 0.005
    "VPN connections": ("1460", "73.00"),  # 2 x 730 x 0.05
    "transit gateway attachments": ("2190", "131.40"),  # 3 x 730 x 0.06
    "customer-managed keys": ("2", "2.00"),
    "metrics that alarms watch": ("8", "0.80"),
    "composite alarms": ("2", "1.00"),
    "dashboards": ("1", "3.00"),
    "logs taken in": ("4", "2.40"),
}
LARGE_THROUGH: Expected = {"replication through the transit gateway": ("47122.83", "942.46")}  # x 0.02 = 942.4566
LARGE_AZURE: Expected = {
    "VPN gateway (VpnGw2AZ)": ("730", "365.00"),  # x 0.5
    "public IP addresses": ("2190", "10.95"),
    "NAT gateways": ("730", "36.50"),
    "control traffic through NAT gateways": ("120", "6.00"),  # 120 x 1 x 0.05
    "metric alert rules": ("8", "0.80"),
    "logs taken in": ("4", "12.00"),
}
LARGE_REPLICATION: Expected = {
    "replication that leaves Azure through the tunnels": ("47122.83", "3769.83"),  # x 0.08 = 3,769.8264
}
LARGE_DRILL: Expected = {
    "recovered servers (m5.large)": ("2880", "288.00"),  # 120 x 24 x 0.1
    "Windows licences": ("2400", "120.00"),  # 50 x 2 vCPUs x 24 x 0.05
    "volumes of recovered servers (gp3)": ("789.04", "78.90"),  # 24,000 x 24 / 730 = 789.0410; x 0.1
    "conversion servers (m5.large)": ("30", "3.00"),  # 120 x 15 / 60 x 0.1
}
LARGE_OVER: Expected = {
    "recovered servers (m5.large)": ("87600", "8760.00"),
    "Windows licences": ("73000", "3650.00"),  # 50 x 2 x 730 x 0.05
    "volumes of recovered servers (gp3)": ("24000", "2400.00"),
    "conversion servers (m5.large)": ("30", "3.00"),
    "data that recovered servers send to users": ("10000", "900.00"),
    "failback that leaves AWS, once": ("16044.44", "1444.00"),  # 15,000 x 1444 / 1350 = 16,044.4444; x 0.09
    "failback through the transit gateway": ("16044.44", "320.89"),  # x 0.02 = 320.8888
}

# --- 30 servers, private ---------------------------------------------------------------------------------------------
# Changes in a month: 5,000,000 x 3,600 x 730 / 2^30 = 12,237.58 GiB (12,237.578...); x 1452 / 1350 = 13,162.20.
# In a day 5,000,000 x 86,400 / 2^30 = 402.33; x 365 days = 146,850.45, but no point stores more than is in use:
# 100 x 395 points = 39,500. Snapshots: 100 + 39,500 = 39,600.
PRIVATE_STAYS: Expected = {
    "DRS source servers": ("21900", "657.00"),  # 30 x 730 x 0.03
    "replication servers (m5.large)": ("2920", "292.00"),  # 4 x 730 x 0.1
    "staging volumes (st1)": ("6000", "300.00"),  # x 0.05
    "boot volumes of replication servers": ("32", "3.20"),  # 4 x 8 x 0.1
    "EBS snapshots": ("39600", "1980.00"),  # x 0.05
    "public IPv4 addresses": ("2920", "14.60"),  # 4 x 730 x 0.005
    "VPN connections": ("1460", "73.00"),
    "interface endpoints, each in each zone": ("8760", "87.60"),  # 12 x 730 x 0.01
    "control traffic through endpoints": ("50", "0.50"),  # 30 x 1 + 4 x 5 = 50; x 0.01
    "interfaces of Resolver endpoints": ("2190", "273.75"),  # 3 x 730 x 0.125
    "customer-managed keys": ("2", "2.00"),
    "metrics that alarms watch": ("8", "0.80"),
    "composite alarms": ("2", "1.00"),
    "logs taken in": ("4", "2.40"),
}
PRIVATE_AZURE: Expected = {
    "DNS private resolver endpoints": ("2", "360.00"),  # x 180
    "metric alert rules": ("8", "0.80"),
}
PRIVATE_REPLICATION: Expected = {
    "replication that leaves Azure through the tunnels": ("13162.20", "1052.98"),  # x 0.08 = 1,052.976
}
PRIVATE_DRILL: Expected = {
    "recovered servers (m5.large)": ("720", "72.00"),  # 30 x 24 x 0.1
    "volumes of recovered servers (gp3)": ("197.26", "19.73"),  # 6,000 x 24 / 730 = 197.2602; x 0.1
    "conversion servers (m5.large)": ("5", "0.50"),  # 30 x 10 / 60 x 0.1
}
PRIVATE_OVER: Expected = {
    "recovered servers (m5.large)": ("21900", "2190.00"),
    "volumes of recovered servers (gp3)": ("6000", "600.00"),
    "conversion servers (m5.large)": ("5", "0.50"),
    "failback that leaves AWS, once": ("107.56", "9.68"),  # 100 x 1452 / 1350 = 107.5555; x 0.09 = 9.6804
}

# What each estimate holds, and its sums of AWS and Azure: at rest, drill, failed over.
STACKS: dict[
    str, tuple[Quantities, tuple[Expected, Expected], Expected, tuple[Expected, Expected], tuple[str, ...]]
] = {
    "4 servers": (
        SMALL,
        (SMALL_STAYS, {**SMALL_AZURE, **SMALL_REPLICATION}),
        SMALL_DRILL,
        ({**SMALL_OVER, **SMALL_STAYS}, SMALL_AZURE),
        # 87.60+14.60+40+0.80+64.33+36.50+0.20+10.95+36.50+1+0.40+0.50+1.20; 146+7.30+36.50+0.20+0.20+6+418.87;
        # 9.60+1.32+0.07; 292+40+0.07+7.20+15.40 + 294.58; 196.20
        ("294.58", "615.07", "10.99", "0", "649.25", "196.20"),
    ),
    "120 servers": (
        LARGE,
        ({**LARGE_STAYS, **LARGE_THROUGH}, {**LARGE_AZURE, **LARGE_REPLICATION}),
        LARGE_DRILL,
        ({**LARGE_OVER, **LARGE_STAYS}, LARGE_AZURE),
        # 2628+292+2880+16+1619.04+109.50+4+25.55+73+131.40+2+0.80+1+3+2.40 = 7,787.69, + 942.46; 431.25 + 3,769.83;
        # 288+120+78.90+3; 8760+3650+2400+3+900+1444+320.89 = 17,477.89, + 7,787.69; 431.25
        ("8730.15", "4201.08", "489.90", "0", "25265.58", "431.25"),
    ),
    "30 servers, private": (
        PRIVATE,
        (PRIVATE_STAYS, {**PRIVATE_AZURE, **PRIVATE_REPLICATION}),
        PRIVATE_DRILL,
        ({**PRIVATE_OVER, **PRIVATE_STAYS}, PRIVATE_AZURE),
        # 657+292+300+3.20+1980+14.60+73+87.60+0.50+273.75+2+0.80+1+2.40; 360.80 + 1,052.98; 72+19.73+0.50;
        # 2190+600+0.50+9.68 = 2,800.18, + 3,687.85; 360.80
        ("3687.85", "1413.78", "92.23", "0", "6488.03", "360.80"),
    ),
}


def found(each: Estimate, cloud: str) -> dict[str, tuple[Decimal, Decimal | None]]:
    """Return quantity and amount of every line of one cloud; each thing stands once."""
    lines = [line for line in each.lines if line.cloud == cloud]
    assert len({line.what for line in lines}) == len(lines)
    return {line.what: (line.quantity, line.amount_usd) for line in lines}


def wanted(expected: Expected) -> dict[str, tuple[Decimal, Decimal]]:
    return {what: (Decimal(quantity), Decimal(usd)) for what, (quantity, usd) in expected.items()}


@pytest.mark.parametrize("stack", STACKS)
def test_every_line_is_what_a_person_computes(stack: str) -> None:
    """Lines, quantities and amounts of both clouds, in all three estimates, and nothing besides."""
    quantities, (rest_aws, rest_azure), drill, (over_aws, over_azure), _ = STACKS[stack]
    estimates = estimate(quantities, round_prices())
    assert found(estimates.at_rest, "AWS") == wanted(rest_aws)
    assert found(estimates.at_rest, "Azure") == wanted(rest_azure)
    assert found(estimates.drill, "AWS") == wanted(drill)
    assert found(estimates.drill, "Azure") == {}
    assert found(estimates.failed_over, "AWS") == wanted(over_aws)
    assert found(estimates.failed_over, "Azure") == wanted(over_azure)


@pytest.mark.parametrize("stack", STACKS)
def test_sums_are_what_a_person_adds_up(stack: str) -> None:
    """AWS and Azure of each estimate, and their total."""
    quantities, *_, sums = STACKS[stack]
    estimates = estimate(quantities, round_prices())
    shares = [share for each in estimates.all for share in (each.usd("AWS"), each.usd("Azure"))]
    assert shares == [Decimal(each) for each in sums]
    assert [each.usd() for each in estimates.all] == [sum(shares[at : at + 2]) for at in (0, 2, 4)]


@pytest.mark.parametrize("stack", STACKS)
def test_the_arithmetic_in_words_has_the_numbers_of_the_quantity(stack: str) -> None:
    """`4 x 730 h` is 2,920: a reader can check a line that is one product or one number."""
    quantities, *_ = STACKS[stack]
    for each in estimate(quantities, round_prices()).all:
        for line in each.lines:
            words = line.arithmetic.replace(",", "").removesuffix(" h").removesuffix(" GiB")
            factors = [word.split()[0] for word in words.split(" x ")]
            if " + " in words or "/" in words or "min" in words or "=" in words:
                continue
            product = Decimal(1)
            for factor in factors:
                product *= Decimal(factor)
            assert product == line.quantity, line
