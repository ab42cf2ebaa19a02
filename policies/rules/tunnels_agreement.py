"""Both ends of a tunnel say the same."""

from collections.abc import Callable, Iterator, Sequence

from pulumi_policy import PolicyResource, Severity

from .kit.graph import Index
from .kit.reading import EACH, State, Value
from .kit.rule import Findings, Settings, StackRule
from .tunnels_pairs import Pair, pairs

_NO_PAIR = "The stack has no tunnel of which it holds both ends."
# Defaults that apply where an end leaves a property out. AWS: Site-to-Site VPN user guide, "Tunnel options". Azure:
# "About VPN devices and IPsec/IKE parameters" and the VPN gateway FAQ.
_AWS_DEFAULTS = {"Phase2LifetimeSeconds": 3600, "DpdTimeoutSeconds": 40}
_AZURE_DPD_SECONDS = 45
_AZURE_PHASE_1_SECONDS = 28800  # fixed, whatever the policy of a connection says; also AWS's default
_AWS_NAME = {
    "AES128": "AES128",
    "AES256": "AES256",
    "GCMAES128": "AES128-GCM-16",
    "GCMAES256": "AES256-GCM-16",
    "SHA1": "SHA1",
    "SHA256": "SHA2-256",
    "SHA384": "SHA2-384",
    "DHGroup2": "2",
    "PFS2": "2",
    "DHGroup14": "14",
    "DHGroup2048": "14",
    "PFS14": "14",
    "PFS2048": "14",
    "ECP256": "19",
    "ECP384": "20",
    "DHGroup24": "24",
    "PFS24": "24",
}
_PROPOSALS = (
    ("ikeEncryption", "Phase1EncryptionAlgorithms"),
    ("ikeIntegrity", "Phase1IntegrityAlgorithms"),
    ("dhGroup", "Phase1DhGroupNumbers"),
    ("ipsecEncryption", "Phase2EncryptionAlgorithms"),
    ("ipsecIntegrity", "Phase2IntegrityAlgorithms"),
    ("pfsGroup", "Phase2DhGroupNumbers"),
)


def keys_agree() -> StackRule:
    """Both ends of a tunnel have the same pre-shared key; no message shows one."""
    return StackRule(
        id="tunnels-keys-agree",
        display_name="tunnel-keys-agree",
        description="Both ends of a tunnel must have the same pre-shared key.",
        severity=Severity.HIGH,
        tags=("tunnels", "vpn", "secrets"),
        remediation_steps=(
            "Make one key for each tunnel (random.RandomPassword); give it to the tunnel in AWS and to the connection "
            "in Azure. Azure ignores a changed key on an update: replace the connection."
        ),
        url="https://docs.aws.amazon.com/vpn/latest/s2svpn/VPNTunnels.html",
        check=_each_pair(lambda pair: _over_tunnels(pair, _judge_key)),
    )


def proposals_agree() -> StackRule:
    """What Azure proposes, AWS accepts; lifetimes and dead peer detection are equal."""
    return StackRule(
        id="tunnels-proposals-agree",
        display_name="tunnel-proposals-agree",
        description="Both ends of a tunnel must agree on IKE version, algorithms, lifetimes and dead peer detection.",
        severity=Severity.HIGH,
        tags=("tunnels", "vpn"),
        remediation_steps=(
            "Derive the IPsec policy in Azure and the tunnel options in AWS from one suite: AES256, SHA2-384, group "
            "20, then AES256-GCM, group 20, 3600 seconds, dead peer detection after 45 seconds."
        ),
        url="https://learn.microsoft.com/azure/vpn-gateway/ipsec-ike-policy-howto",
        check=_each_pair(lambda pair: _over_tunnels(pair, _judge_proposals)),
    )


def _each_pair(judge: Callable[[Pair], None]) -> Callable[[Sequence[PolicyResource], Settings], Findings]:
    def check(resources: Sequence[PolicyResource], _settings: Settings) -> Findings:
        findings = Findings()
        found = list(pairs(Index(resources), findings))
        for pair in found:
            judge(pair)
        if not found:
            findings.not_applicable = _NO_PAIR
        return findings

    return check


Verdicts = Iterator[tuple[str, str]]
"""Violations as sentences, and what could not be judged; one of the two is ""."""


def _over_tunnels(pair: Pair, judge: Callable[[Pair, int], Verdicts]) -> None:
    """Judge a pair by its tunnel; while two are possible, what holds against both is a violation."""
    verdicts = [list(judge(pair, tunnel)) for tunnel in pair.tunnels]
    doubts = {doubt: None for listed in verdicts for _, doubt in listed if doubt}
    faults = [[fault for fault, _ in listed if fault] for listed in verdicts]
    if all(faults):
        for fault in faults[0]:
            pair.azure.violate(fault)
    elif any(faults):
        doubts[pair.undecided] = None
    for doubt in doubts:
        if doubt not in pair.azure.findings.not_checked:
            pair.azure.doubt(doubt)


def _judge_key(pair: Pair, tunnel: int) -> Verdicts:
    azure = pair.azure.glance("sharedKey")[0]
    aws = pair.aws.glance(f"tunnel{tunnel}PresharedKey")[0]
    same = f"{azure.path} of {pair.azure.holder} must be the same key as {aws.path} of {pair.aws.holder}"
    if azure.known and aws.known:
        if azure.content != aws.content:
            yield f"{same}; the two differ.", ""
        return
    # A key that the state hides may be another one than its source makes; only what is yet to be made follows from it.
    hidden = State.HIDDEN in {azure.state, aws.state}
    sources = [
        {other.urn: other for other in end.property_dependencies.get(value.path, [])}
        for end, value in zip(pair.ends, (azure, aws), strict=True)
    ]
    traced = all(sources) and not hidden
    if traced and sources[0].keys() == sources[1].keys():
        return
    if traced and all(other.resource_type.startswith("random:") for each in sources for other in each.values()):
        first, second = (", ".join(sorted(other.name for other in each.values())) for each in sources)
        yield f"{same}; the first is made from {first}, the second from {second}.", ""
        return
    for subject, value in ((pair.azure, azure), (pair.aws, aws)):
        if not value.known:
            yield "", value.not_checked(subject.holder)


def _judge_proposals(pair: Pair, tunnel: int) -> Verdicts:
    prefix = f"tunnel{tunnel}"
    for ours, theirs in _PROPOSALS:
        azure = pair.azure.glance("ipsecPolicies", EACH, ours)[0]
        aws = pair.aws.glance(f"{prefix}{theirs}", EACH)
        if ours == "ipsecIntegrity" and str(azure.content).startswith("GCM"):
            continue  # with GCM there is no separate integrity
        yield from _accepted(pair, azure, aws, _AWS_NAME.get(str(azure.content), str(azure.content)))
    protocol = pair.azure.glance("connectionProtocol")[0]
    if protocol.state is State.MISSING:
        protocol = Value("connectionProtocol", State.KNOWN, "IKEv2")
    yield from _accepted(pair, protocol, pair.aws.glance(f"{prefix}IkeVersions", EACH), str(protocol.content).lower())
    first = pair.aws.glance(f"{prefix}Phase1LifetimeSeconds")[0]
    if first.known and float(first.content) not in {0, _AZURE_PHASE_1_SECONDS}:
        where = f"{first.path} of {pair.aws.holder}"
        yield f"{where} must be {_AZURE_PHASE_1_SECONDS}, which {pair.azure.holder} has; found {first.text}.", ""
    elif first.state in {State.UNKNOWN, State.HIDDEN}:
        yield "", first.not_checked(pair.aws.holder)
    yield from _equal(pair, ("ipsecPolicies", EACH, "saLifeTimeSeconds"), tunnel, "Phase2LifetimeSeconds")
    yield from _equal(pair, ("dpdTimeoutSeconds",), tunnel, "DpdTimeoutSeconds")


def _accepted(pair: Pair, azure: Value, aws: Sequence[Value], name: str) -> Verdicts:
    if not azure.known:
        yield "", azure.not_checked(pair.azure.holder)
        return
    unknown = [value for value in aws if value.state in {State.UNKNOWN, State.HIDDEN}]
    listed = [value.text for value in aws if value.known]
    if not listed and not unknown:
        return  # AWS accepts everything it knows; that this is weak is another rule's matter
    if name not in listed:
        if unknown:
            yield "", unknown[0].not_checked(pair.aws.holder)
            return
        where = aws[0].path.partition("[")[0]
        wanted = f"must be accepted by {where} of {pair.aws.holder}, which has {', '.join(listed)}"
        yield f"{azure.path} of {pair.azure.holder} {wanted}; found {azure.text}.", ""


def _equal(pair: Pair, azure_path: tuple[str, ...], tunnel: int, aws_name: str) -> Verdicts:
    azure = pair.azure.glance(*azure_path)[0]
    aws = pair.aws.glance(f"tunnel{tunnel}{aws_name}")[0]
    # The bridged provider shows 0 for what was never set.
    if aws.state is State.MISSING or (aws.known and float(aws.content) == 0):
        aws = Value(aws.path, State.KNOWN, _AWS_DEFAULTS[aws_name])
    if azure.state is State.MISSING and azure_path == ("dpdTimeoutSeconds",):
        azure = Value(azure_path[0], State.KNOWN, _AZURE_DPD_SECONDS)
    for subject, value in ((pair.azure, azure), (pair.aws, aws)):
        if not value.known:
            yield "", value.not_checked(subject.holder)
            return
    if float(azure.content) != float(aws.content):
        wanted = f"must equal {aws.path} of {pair.aws.holder}, {aws.text}"
        yield f"{azure.path} of {pair.azure.holder} {wanted}; found {azure.text}.", ""
