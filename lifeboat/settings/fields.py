"""The types of single settings: what each accepts, and the sentence a person reads when it does not."""

import difflib
import re
from collections.abc import Callable
from ipaddress import IPv4Address, IPv4Network, IPv6Network, ip_network
from typing import Annotated, Any, Final, NoReturn

from pydantic import (
    BaseModel,
    ConfigDict,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    PlainSerializer,
    SecretStr,
)
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from lifeboat.cloud_facts import (
    AMAZON_SIDE_ASNS,
    AWS_REFUSED_ASNS,
    AWS_REGIONS,
    AZURE_REFUSED_GATEWAY_ASNS,
    AZURE_REFUSED_PEER_ASNS,
    AZURE_REGIONS,
    DRS_REGIONS,
    GATEWAY_SKUS,
    IANA_REFUSED_ASNS,
    RFC1918,
)

KEY_PATTERN: Final = re.compile(r"[A-Za-z1-9._][A-Za-z0-9._]{7,63}")
"""Pre-shared keys that both clouds accept: AWS wants 8 to 64 letters, digits, `.` or `_` and no leading 0; Azure
wants printable ASCII without space, hyphen and tilde (AWS VPN tunnel options; Azure VPN Gateway FAQ)."""


def refuse(allowed: str, why: str, fix: str) -> NoReturn:
    """Refuse a value with what is allowed, why, and how to mend it.

    Raises:
        PydanticCustomError: always; `lifeboat.settings.parse` turns it into a `Problem`.
    """
    raise PydanticCustomError("lifeboat", "{allowed}", {"allowed": allowed, "why": why, "fix": fix})


class Model(BaseModel):
    """A block of settings: frozen, every key known, described by its docstrings."""

    # Strict: "3" is not a number and `yes` is not one either, whatever YAML made of them.
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, use_attribute_docstrings=True)


class Check:
    """A check of a raw value, with what the JSON schema of the stack file says about it.

    Used as the metadata of an `Annotated` type: the function sees what stands in the file and returns the value, or
    calls `refuse`.
    """

    def __init__(self, function: Callable[[Any], Any], **json_schema: Any) -> None:
        self._function = function
        self._json_schema = json_schema

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Run the check in place of pydantic's own reading of the type."""
        return core_schema.no_info_plain_validator_function(self._function)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """Describe the raw value."""
        return dict(self._json_schema)


def _one_of(value: Any, known: frozenset[str], allowed: str, why: str, fix: str) -> str:
    """Return a value that is one of many known words; else refuse it, with the nearest one if it is near."""
    if isinstance(value, str) and value in known:
        return value
    squeezed = re.sub(r"[^a-z0-9-]", "", value[:40].lower()) if isinstance(value, str) else ""
    near = difflib.get_close_matches(squeezed, sorted(known), n=1, cutoff=0.8)
    refuse(allowed, why, f"Did you mean {near[0]}?" if near else fix)


def ipv4_range(value: Any) -> IPv4Network:
    """Return the range that a text writes, or refuse it.

    Raises:
        PydanticCustomError: when it is no IPv4 range in CIDR form without host bits.
    """
    allowed = "an IPv4 range in CIDR form"
    if isinstance(value, IPv4Network):
        return value
    if not isinstance(value, str):
        refuse(allowed, "Addresses are text in YAML.", "Write it as in 10.20.0.0/16.")
    network = _any_range(value, allowed)
    if isinstance(network, IPv6Network):
        refuse(allowed, "The tunnels and DRS replication are IPv4 only.", "Give the IPv4 range of this network.")
    if "/" not in value:
        refuse(allowed, "A range needs its prefix length.", f"Write {value}/32 for one address, or the whole range.")
    if value.split("/")[1] != str(network.prefixlen):
        refuse(allowed, "The prefix length is one number, 0 to 32.", f"Did you mean {network}?")
    if str(network) != value:
        why = "Bits are set behind the prefix length, so it is unclear which range is meant."
        refuse(f"{allowed} without host bits", why, f"Did you mean {network}?")
    return network


def _any_range(value: str, allowed: str) -> IPv4Network | IPv6Network:
    try:
        return ip_network(value, strict=False)
    except ValueError:
        refuse(allowed, "It cannot be read as an address and a prefix length.", "Write it as in 10.20.0.0/16.")


_RANGE_SCHEMA: Final = {
    "type": "string",
    "pattern": r"^[0-9]{1,3}(\.[0-9]{1,3}){3}/[0-9]{1,2}$",
    "examples": ["10.20.0.0/16"],
}

Ipv4Range = Annotated[IPv4Network, Check(ipv4_range, **_RANGE_SCHEMA), PlainSerializer(str, return_type=str)]
"""An IPv4 range in CIDR form without host bits."""


def _ipv4_address(value: Any) -> IPv4Address:
    if isinstance(value, IPv4Address):
        return value
    try:
        return IPv4Address(value if isinstance(value, str) else "")
    except ValueError:
        refuse("one IPv4 address", "AWS builds the tunnels to it.", "Write it as in 203.0.113.10.")


PublicIpv4Address = Annotated[
    IPv4Address,
    Check(_ipv4_address, type="string", pattern=r"^[0-9]{1,3}(\.[0-9]{1,3}){3}$"),
    PlainSerializer(str, return_type=str),
]
"""One IPv4 address."""


def _private_range(value: Any) -> IPv4Network:
    network = ipv4_range(value)
    if not any(network.subnet_of(private) for private in RFC1918):
        why = "A public range inside a VPN would hide that part of the internet."
        refuse("an RFC 1918 private range", why, "Choose one inside 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16.")
    return network


PrivateRange = Annotated[IPv4Network, Check(_private_range, **_RANGE_SCHEMA), PlainSerializer(str, return_type=str)]
"""An RFC 1918 range in CIDR form without host bits."""


def _azure_region(value: Any) -> str:
    fix = "Use the programmatic name, for example westeurope; `az account list-locations` lists them."
    return _one_of(value, AZURE_REGIONS, "an Azure region", "Azure has no region of that name.", fix)


AzureRegion = Annotated[str, Check(_azure_region, type="string", enum=sorted(AZURE_REGIONS))]
"""An Azure region by its programmatic name, such as `westeurope`."""


def _aws_region(value: Any) -> str:
    fix = "Use its code, for example eu-central-1."
    region = _one_of(value, AWS_REGIONS, "an AWS Region", "AWS has no Region of that name.", fix)
    if region not in DRS_REGIONS:
        why = "AWS Elastic Disaster Recovery is not offered there."
        refuse("an AWS Region with Elastic Disaster Recovery", why, "Choose another Region, for example eu-central-1.")
    return region


DrsRegion = Annotated[str, Check(_aws_region, type="string", enum=sorted(DRS_REGIONS))]
"""An AWS Region in which Elastic Disaster Recovery is offered, such as `eu-central-1`."""


def _pre_shared_key(value: Any) -> Any:
    if isinstance(value, dict) and set(value) == {"secure"} and isinstance(value["secure"], str):
        return SecretStr("")  # encrypted in the stack file: only the engine can read it, and checks it then
    if isinstance(value, SecretStr):
        return value
    if not isinstance(value, str) or not KEY_PATTERN.fullmatch(value):
        why = "AWS takes letters, digits, `.` and `_` and no leading 0; Azure no space, hyphen or tilde."
        fix = "Generate one that begins with a letter, or leave it out and Lifeboat generates it."
        refuse("8 to 64 characters that both clouds take", why, fix)
    return SecretStr(value)


PreSharedKey = Annotated[
    SecretStr,
    Check(
        _pre_shared_key,
        anyOf=[
            {"type": "string", "pattern": f"^{KEY_PATTERN.pattern}$"},
            {
                "type": "object",
                "properties": {"secure": {"type": "string"}},
                "required": ["secure"],
                "additionalProperties": False,
            },
        ],
    ),
]
"""A pre-shared key that both clouds take; set it with `pulumi config set --secret --path`."""


def matching(pattern: str, allowed: str, why: str, fix: str) -> Check:
    """Return the check that a text matches a whole pattern, with the sentences for when it does not."""
    compiled = re.compile(pattern)

    def check(value: Any) -> str:
        if not isinstance(value, str) or not compiled.fullmatch(value):
            refuse(allowed, why, fix)
        return value

    return Check(check, type="string", pattern=f"^({pattern})$")


ResourceName = Annotated[
    str,
    matching(
        r"[A-Za-z0-9][A-Za-z0-9._-]{0,78}[A-Za-z0-9_]",
        "2 to 80 letters, digits, `.`, `_` and `-`, beginning with a letter or digit",
        "Azure refuses other names.",
        "Use a name such as vnet-primary.",
    ),
]
"""The name of an Azure resource (Azure, "Naming rules and restrictions for Azure resources")."""

Uuid = Annotated[
    str,
    matching(
        r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}",
        "a UUID",
        "Azure subscriptions are named by UUID.",
        "`az account show --query id` prints it.",
    ),
]
"""An Azure subscription id."""

AccountId = Annotated[
    str,
    matching(
        r"[0-9]{12}",
        "12 digits in quotes",
        "AWS accounts are named by 12 digits; without quotes YAML drops leading zeros.",
        'Write it as in "111122223333".',
    ),
]
"""An AWS account id."""


def aws_id(prefix: str) -> Check:
    """Return the check of an AWS resource id with a prefix such as `vpc` or `subnet`."""
    return matching(
        rf"{prefix}-([0-9a-f]{{8}}|[0-9a-f]{{17}})",
        f"an id of the form {prefix}-0123456789abcdef0",
        "AWS ids have a prefix and 8 or 17 hexadecimal digits.",
        "Copy the id from AWS.",
    )


def _whole_number(value: Any, allowed: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        refuse(allowed, "AS numbers are whole numbers.", "Write digits alone, without quotes, as in 65010.")
    return value


def _azure_asn(value: Any) -> int:
    allowed = "an AS number from 1 to 4294967294 that nobody reserves"
    fix = "Use 65515, Azure's default, or a private one such as 65010."
    number = _whole_number(value, allowed)
    if not 1 <= number <= 4294967294:
        refuse(allowed, "AS numbers have 32 bits, and the first and the last are reserved.", fix)
    if number in IANA_REFUSED_ASNS:
        refuse(allowed, "IANA reserves this number.", fix)
    if number in AZURE_REFUSED_GATEWAY_ASNS:
        refuse(allowed, "Azure keeps this number for itself.", fix)
    if number in AWS_REFUSED_ASNS:
        refuse(allowed, "AWS keeps this number for itself.", fix)
    return number


AzureAsn = Annotated[int, Check(_azure_asn, type="integer", minimum=1, maximum=4294967294)]
"""The AS number of the Azure gateway (Azure VPN Gateway FAQ, "Which ASNs are reserved")."""


def _amazon_side_asn(value: Any) -> int:
    allowed = " or ".join(f"{low} to {high}" for low, high in AMAZON_SIDE_ASNS) + ", without those Azure reserves"
    fix = "Use 64512, AWS's default."
    number = _whole_number(value, allowed)
    if not any(low <= number <= high for low, high in AMAZON_SIDE_ASNS):
        refuse(allowed, "AWS takes private AS numbers for its side.", fix)
    if number in AZURE_REFUSED_PEER_ASNS:
        refuse(allowed, "Azure refuses this number as a peer.", fix)
    return number


AmazonSideAsn = Annotated[
    int,
    Check(
        _amazon_side_asn,
        type="integer",
        anyOf=[{"minimum": low, "maximum": high} for low, high in AMAZON_SIDE_ASNS],
    ),
]
"""The AS number of the AWS side (EC2 API, CreateVpnGateway; Azure VPN Gateway FAQ for the peer's bounds)."""


def _gateway_sku(value: Any) -> str:
    why = "Other SKUs are retired, refused for new gateways or lack custom IPsec policies."
    near = f"{value}AZ" if isinstance(value, str) else ""
    fix = f"Use {near}, its zone-redundant successor." if near in GATEWAY_SKUS else "Use VpnGw1AZ unless you need more."
    if not isinstance(value, str) or value not in GATEWAY_SKUS:
        refuse(", ".join(GATEWAY_SKUS), why, fix)
    return value


GatewaySku = Annotated[str, Check(_gateway_sku, type="string", enum=list(GATEWAY_SKUS))]
"""The size of an Azure VPN gateway (Azure VPN Gateway, "About gateway SKUs")."""


def mode_of(value: Any) -> str:
    """Return whether a block says `create` or `adopt`; `create` when it says nothing."""
    mode = value.get("mode", "create") if isinstance(value, dict) else getattr(value, "mode", "create")
    return mode if isinstance(mode, str) else ""
