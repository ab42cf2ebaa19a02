"""What a tunnel accepts, judged at each end by itself."""

from collections.abc import Mapping

from pulumi_policy import Severity

from .kit.reading import EACH, State
from .kit.rule import ResourceRule, Settings
from .kit.subject import Subject, one_by_one
from .kit.types import VNET_GATEWAY_CONNECTION, VPN_CONNECTION

_TYPES = frozenset({VPN_CONNECTION, VNET_GATEWAY_CONNECTION})
_TUNNELS = ("tunnel1", "tunnel2")
_AWS_GUIDE = "https://docs.aws.amazon.com/vpn/latest/s2svpn/VPNTunnels.html"
_AWS_LISTS: Mapping[str, str] = {
    "Phase1EncryptionAlgorithms": "encryption",
    "Phase1IntegrityAlgorithms": "integrity",
    "Phase1DhGroupNumbers": "groups",
    "Phase2EncryptionAlgorithms": "encryption",
    "Phase2IntegrityAlgorithms": "integrity",
    "Phase2DhGroupNumbers": "groups",
}
_AZURE_FIELDS: Mapping[str, str] = {
    "ikeEncryption": "encryption",
    "ikeIntegrity": "integrity",
    "dhGroup": "groups",
    "ipsecEncryption": "encryption",
    "ipsecIntegrity": "integrity",
    "pfsGroup": "groups",
}


def _names(what: str, default: list[str]) -> Mapping[str, object]:
    return {
        "type": "array",
        "description": f"{what} that are strong enough, by the names of both clouds.",
        "items": {"type": "string"},
        "default": default,
    }


def suite_strength() -> ResourceRule:
    """Both ends name their algorithms, and only strong ones.

    Left out, AWS accepts AES128, SHA1 and group 2 among others, and picks from the weak end first; Azure proposes group
    2 alone.
    """
    return ResourceRule(
        id="tunnels-suite-strength",
        display_name="tunnel-suite-strong",
        description="Both ends of a tunnel must name their algorithms for both phases, and name strong ones only.",
        severity=Severity.HIGH,
        tags=("tunnels", "vpn", "encryption"),
        remediation_steps=(
            "State the six lists of both tunnels in AWS and a complete IPsec policy in Azure, from AES256 or "
            "AES256-GCM, SHA2-256 or better, and Diffie-Hellman group 14 or better (Azure: DHGroup14, ECP256, ECP384)."
        ),
        url=_AWS_GUIDE,
        settings={
            "encryption": _names("Ciphers", ["AES256", "AES256-GCM-16", "GCMAES256"]),
            "integrity": _names("Hashes", ["SHA2-256", "SHA2-384", "SHA2-512", "SHA256", "SHA384", "GCMAES256"]),
            "groups": _names(
                "Diffie-Hellman groups",
                [*map(str, range(14, 22)), "DHGroup14", "DHGroup2048", "PFS14", "PFS2048", "ECP256", "ECP384"],
            ),
        },
        types=_TYPES,
        check=one_by_one(_judge_strength),
    )


def _judge_strength(subject: Subject, settings: Settings) -> str | None:
    if subject.type == VPN_CONNECTION:
        for tunnel in _TUNNELS:
            for field, kind in _AWS_LISTS.items():
                _judge_list(subject, (tunnel + field, EACH), settings[kind])
        return None
    if _other_kind(subject):
        return f"{subject.holder} is no IPsec connection."
    if subject.glance("ipsecPolicies", EACH)[0].state is State.MISSING:
        subject.violate(f"ipsecPolicies of {subject.holder} must be set: Azure proposes DHGroup2 alone by default.")
        return None
    for field, kind in _AZURE_FIELDS.items():
        _judge_list(subject, ("ipsecPolicies", EACH, field), settings[kind])
    return None


def _judge_list(subject: Subject, path: tuple[str, ...], strong: list[str]) -> None:
    for value in subject.glance(*path):
        where = value.path.partition("[")[0] if path[-1] == EACH else value.path
        if value.state is State.MISSING:
            subject.violate(f"{where} of {subject.holder} must be set, because what is left out includes weak choices.")
        elif not value.known:
            subject.doubt(value.not_checked(subject.holder))
        elif value.text not in strong:
            allowed = ", ".join(strong)
            subject.violate(f"{where} of {subject.holder} must not accept {value.text}; allowed: {allowed}.")


def _other_kind(subject: Subject) -> bool:
    kind = subject.glance("connectionType")[0]
    return kind.known and str(kind.content).lower() != "ipsec"


def ike_version() -> ResourceRule:
    """IKEv2 alone: IKEv1 has no protection against downgrades, and AWS dials (startup action) with IKEv2 only."""
    return ResourceRule(
        id="tunnels-ike-version",
        display_name="tunnel-ikev2-only",
        description="Both ends of a tunnel must use IKEv2 alone.",
        severity=Severity.HIGH,
        tags=("tunnels", "vpn", "encryption"),
        remediation_steps=(
            'Set tunnel1IkeVersions and tunnel2IkeVersions to ["ikev2"], and connectionProtocol to IKEv2. Azure '
            "replaces the connection when its protocol changes."
        ),
        url=_AWS_GUIDE,
        types=_TYPES,
        check=one_by_one(_judge_version),
    )


def _judge_version(subject: Subject, _settings: Settings) -> str | None:
    if subject.type == VNET_GATEWAY_CONNECTION:
        if _other_kind(subject):
            return f"{subject.holder} is no IPsec connection."
        value = subject.read("connectionProtocol")  # left out, Azure takes IKEv2 for a route-based gateway
        if value.known and str(value.content).lower() != "ikev2":
            subject.violate(f"{value.path} of {subject.holder} must be IKEv2; found {value.content}.")
        return None
    for tunnel in _TUNNELS:
        for value in subject.glance(f"{tunnel}IkeVersions", EACH):
            where = value.path.partition("[")[0]
            if value.state is State.MISSING:
                subject.violate(f"{where} of {subject.holder} must be ikev2; left out, AWS accepts ikev1 too.")
            elif not value.known:
                subject.doubt(value.not_checked(subject.holder))
            elif value.content != "ikev2":
                subject.violate(f"{where} of {subject.holder} must be ikev2 alone; found {value.content}.")
    return None


def dpd_restart() -> ResourceRule:
    """A tunnel whose peer went away comes back by itself, and soon."""
    return ResourceRule(
        id="tunnels-dpd-restart",
        display_name="tunnel-restarts-by-itself",
        description="Both tunnels of a VPN connection must restart when their peer is dead, and AWS must dial.",
        severity=Severity.MEDIUM,
        tags=("tunnels", "vpn", "availability"),
        remediation_steps=(
            'Set tunnel1DpdTimeoutAction and tunnel2DpdTimeoutAction to "restart", tunnel1StartupAction and '
            'tunnel2StartupAction to "start", and the timeouts to 45 seconds.'
        ),
        url="https://docs.aws.amazon.com/vpn/latest/s2svpn/initiate-vpn-tunnels.html",
        settings={
            "longest_timeout_seconds": {
                "type": "integer",
                "description": "Seconds of silence after which a peer counts as dead at the latest.",
                "minimum": 30,
                "default": 60,
            }
        },
        types=frozenset({VPN_CONNECTION}),
        check=one_by_one(_judge_restart),
    )


def _judge_restart(subject: Subject, settings: Settings) -> None:
    for tunnel in _TUNNELS:
        for name, wanted, default in (("DpdTimeoutAction", "restart", "clear"), ("StartupAction", "start", "add")):
            value = subject.read(f"{tunnel}{name}")
            found = default if value.state is State.MISSING else value.content
            if (value.known or value.state is State.MISSING) and found != wanted:
                subject.violate(f"{value.path} of {subject.holder} must be {wanted}; found {found}.")
        timeout = subject.read(f"{tunnel}DpdTimeoutSeconds")
        if timeout.known and timeout.content > settings["longest_timeout_seconds"]:
            subject.violate(
                f"{timeout.path} of {subject.holder} must be at most {settings['longest_timeout_seconds']:g}; "
                f"found {timeout.text}."
            )


def logs_enabled() -> ResourceRule:
    """Both tunnels log, so that what happened on the worst day can be told afterwards."""
    return ResourceRule(
        id="tunnels-logs-enabled",
        display_name="tunnel-logs-enabled",
        description="Both tunnels of a VPN connection must write their activity to a log group.",
        severity=Severity.MEDIUM,
        tags=("tunnels", "vpn", "logging"),
        remediation_steps=(
            "Set cloudwatchLogOptions with logEnabled and logGroupArn in tunnel1LogOptions and tunnel2LogOptions. "
            "Turning logs on interrupts an existing tunnel for minutes: one tunnel at a time."
        ),
        url="https://docs.aws.amazon.com/vpn/latest/s2svpn/monitoring-logs.html",
        types=frozenset({VPN_CONNECTION}),
        check=one_by_one(_judge_logs),
    )


def _judge_logs(subject: Subject, _settings: Settings) -> None:
    for tunnel in _TUNNELS:
        value = subject.read(f"{tunnel}LogOptions", "cloudwatchLogOptions", "logEnabled")
        if value.state is State.MISSING or (value.known and value.content is not True):
            subject.violate(f"{value.path} of {subject.holder} must be true; found {value.text}.")
