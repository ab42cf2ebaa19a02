"""What Azure refuses about the connection of a gateway: its key, its IPsec policy, its ends."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from lifeboat.sandbox.clouds.azure import tokens
from lifeboat.sandbox.clouds.azure.arm import find
from lifeboat.sandbox.clouds.azure.gateway import DEFAULT_ASN
from lifeboat.sandbox.clouds.model import Operation, Request
from lifeboat.sandbox.clouds.refusals.azure_network import GENERIC
from lifeboat.sandbox.clouds.refusals.table import Topic, as_number

_topic: Final = Topic()
_ENUMS: Final = "Azure REST API 2024-05-01, IpsecPolicy (as the enums of pulumi_azure_native 3.29.0)"
_POLICY: Final = "Azure docs, Configure custom IPsec/IKE connection policies, requirements"
_FAQ: Final = "Azure docs, VPN Gateway FAQ"
_KEY: Final = re.compile(r"[\x21-\x7e]+")

IPSEC_VALUES: Final[Mapping[str, frozenset[str]]] = {
    "ikeEncryption": frozenset(["DES", "DES3", "AES128", "AES192", "AES256", "GCMAES128", "GCMAES256"]),
    "ikeIntegrity": frozenset(["MD5", "SHA1", "SHA256", "SHA384", "GCMAES128", "GCMAES256"]),
    "dhGroup": frozenset(["None", "DHGroup1", "DHGroup2", "DHGroup14", "DHGroup24", "DHGroup2048", "ECP256", "ECP384"]),
    "ipsecEncryption": frozenset(
        ["None", "DES", "DES3", "AES128", "AES192", "AES256", "GCMAES128", "GCMAES192", "GCMAES256"]
    ),
    "ipsecIntegrity": frozenset(["MD5", "SHA1", "SHA256", "GCMAES128", "GCMAES192", "GCMAES256"]),
    "pfsGroup": frozenset(["None", "PFS1", "PFS2", "PFS14", "PFS24", "PFS2048", "PFSMM", "ECP256", "ECP384"]),
}
_LEAST: Final = {"saLifeTimeSeconds": 300, "saDataSizeKilobytes": 1024}


def _policies(request: Request) -> list[dict[str, Any]]:
    return list(request.inputs.get("ipsecPolicies") or [])


def _end(request: Request, name: str) -> str:
    return str((request.inputs.get(name) or {}).get("id", ""))


@_topic.refuses(
    "azure-connection-policy-incomplete", tokens.CONNECTION, "InvalidRequestFormat",
    "An IPsec policy gives all eight parameters.", _POLICY,
)  # fmt: skip
def _policy_complete(request: Request) -> str | None:
    for policy in _policies(request):
        missing = [name for name in (*IPSEC_VALUES, *_LEAST) if policy.get(name) is None]
        if missing:
            return f"The IPsec policy lacks {', '.join(missing)}."
    return None


@_topic.refuses(
    "azure-connection-policy-value", tokens.CONNECTION, "InvalidRequestFormat",
    "The algorithms of an IPsec policy are among Azure's.", _ENUMS,
)  # fmt: skip
def _policy_value(request: Request) -> str | None:
    for policy in _policies(request):
        for name, allowed in IPSEC_VALUES.items():
            if policy.get(name) is not None and policy[name] not in allowed:
                return f"{name} {policy[name]} is none of {', '.join(sorted(allowed))}."
    return None


@_topic.refuses(
    "azure-connection-policy-gcm", tokens.CONNECTION, GENERIC,
    "GCM encryption of IPsec takes the same GCM as integrity.", f"{_POLICY} (generic code)",
)  # fmt: skip
def _policy_gcm(request: Request) -> str | None:
    for policy in _policies(request):
        pair = str(policy.get("ipsecEncryption")), str(policy.get("ipsecIntegrity"))
        if any(each.startswith("GCM") for each in pair) and pair[0] != pair[1]:
            return f"ipsecEncryption {pair[0]} and ipsecIntegrity {pair[1]} have to be the same GCM algorithm."
    return None


@_topic.refuses(
    "azure-connection-policy-lifetime", tokens.CONNECTION, GENERIC,
    "A security association lives 300 seconds and 1024 KB at least.", f"{_POLICY} (generic code)",
)  # fmt: skip
def _policy_lifetime(request: Request) -> str | None:
    for policy in _policies(request):
        for name, least in _LEAST.items():
            if policy.get(name) is not None and as_number(policy[name]) < least:
                return f"{name} {policy[name]} is below {least}."
    return None


@_topic.refuses(
    "azure-connection-policy-count", tokens.CONNECTION, GENERIC,
    "A connection has one IPsec policy.", f"{_FAQ}, IPsec/IKE policy (generic code)",
)  # fmt: skip
def _policy_count(request: Request) -> str | None:
    found = len(_policies(request))
    return f"{found} IPsec policies were given, one is allowed." if found > 1 else None


@_topic.refuses(
    "azure-connection-policy-basic", tokens.CONNECTION, GENERIC,
    "A gateway of the Basic SKU takes no custom IPsec policy and no BGP.", f"{_FAQ} (generic code)",
)  # fmt: skip
def _policy_basic(request: Request) -> str | None:
    gateway = find(request.world, tokens.VPN_GATEWAY, _end(request, "virtualNetworkGateway1"))
    basic = gateway is not None and (gateway.properties.get("sku") or {}).get("name") == "Basic"
    if basic and (_policies(request) or request.inputs.get("enableBgp")):
        return "The gateway's SKU is Basic, which has neither custom IPsec policies nor BGP."
    return None


@_topic.refuses(
    "azure-connection-dpd", tokens.CONNECTION, GENERIC,
    "The dead-peer timeout lies between 9 and 3600 seconds.", f"{_FAQ} (generic code)",
)  # fmt: skip
def _dpd(request: Request) -> str | None:
    seconds = request.inputs.get("dpdTimeoutSeconds")
    if seconds and not 9 <= as_number(seconds) <= 3600:
        return f"dpdTimeoutSeconds {seconds} is outside 9 to 3600."
    return None


@_topic.refuses(
    "azure-connection-key", tokens.CONNECTION, GENERIC,
    "A pre-shared key has 1 to 128 printable ASCII characters, without blank, hyphen and tilde.",
    f"{_FAQ}, preshared key; Azure REST API, Connections - Reset Shared Key (length) (generic code)",
)  # fmt: skip
def _key(request: Request) -> str | None:
    key = request.inputs.get("sharedKey")
    if key is None:
        return None
    fits = 1 <= len(key) <= 128 and _KEY.fullmatch(key) and not {"-", "~"} & set(key)
    return None if fits else "The pre-shared key has a character or a length that is not allowed."


@_topic.refuses(
    "azure-connection-one-end", tokens.CONNECTION, GENERIC,
    "An IPsec connection names a local network gateway.",
    "Azure REST API, Virtual Network Gateway Connections - Create Or Update (generic code)",
)  # fmt: skip
def _one_end(request: Request) -> str | None:
    if request.inputs.get("connectionType") == "IPsec" and not _end(request, "localNetworkGateway2"):
        return "connectionType IPsec needs localNetworkGateway2."
    return None


@_topic.refuses(
    "azure-connection-equal-asn", tokens.CONNECTION, GENERIC,
    "Over BGP the two ends have different ASNs.", f"{_FAQ}, BGP and routing (generic code)",
)  # fmt: skip
def _equal_asn(request: Request) -> str | None:
    gateway = find(request.world, tokens.VPN_GATEWAY, _end(request, "virtualNetworkGateway1"))
    peer = find(request.world, tokens.LOCAL_GATEWAY, _end(request, "localNetworkGateway2"))
    if not request.inputs.get("enableBgp") or gateway is None or peer is None:
        return None
    mine = as_number((gateway.properties.get("bgpSettings") or {}).get("asn", DEFAULT_ASN))
    theirs = as_number((peer.properties.get("bgpSettings") or {}).get("asn"))
    return f"Both ends have ASN {mine}." if mine == theirs else None


@_topic.refuses(
    "azure-connection-protocol-change", tokens.CONNECTION, GENERIC,
    "The protocol and the type of a connection stay as they were made.",
    f"{_FAQ}, IKEv1 and IKEv2; ForceNew of connection_protocol and type in terraform-provider-azurerm (generic code)",
    frozenset({Operation.UPDATE}),
)  # fmt: skip
def _protocol_change(request: Request) -> str | None:
    before = request.existing.properties if request.existing else {}
    for name in ("connectionProtocol", "connectionType"):
        wanted = request.inputs.get(name)
        if wanted and before.get(name) and wanted != before[name]:
            return f"{name} {before[name]} of a connection cannot become {wanted}."
    return None


ROWS: Final = tuple(_topic.rows)
