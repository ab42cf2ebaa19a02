"""A run in which everything happened, and runs with whatever a pack may say."""

from typing import Any

from hypothesis import strategies as st

from lifeboat.verdicts.model import Verdict, verdict
from lifeboat.verdicts.report import Pack, Report, Rule, answers

VPC = "urn:pulumi:dev::harbor::lifeboat:components:LandingZone$aws:ec2/vpc:Vpc::recovery-vpc"
STACK = "urn:pulumi:dev::harbor::pulumi:pulumi:Stack::harbor-dev"
RULES = [
    Rule(
        id="addressing-networks-overlap",
        pack="lifeboat",
        judges="stack",
        level="mandatory",
        severity="critical",
        title="no-overlap",
        description="Networks that are connected must not have overlapping ranges.",
        remediation="Choose another range.",
        url="https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html",
        tags=("addressing", "network"),
        settings=("other_ranges",),
    ),
    Rule(id="cost-tags-required", pack="lifeboat", level="advisory", severity="low", tags=("cost",)),
    Rule(id="exemptions-entry-inforce", pack="lifeboat", level="advisory", severity="low", tags=("exemptions",)),
    Rule(
        id="exposure-ingress-internet",
        pack="lifeboat",
        level="mandatory",
        severity="high",
        tags=("exposure", "security"),
    ),
    Rule(id="safety-production-protect", pack="lifeboat", level="mandatory", severity="medium", tags=("safety",)),
    Rule(id="tunnels-keys-agree", pack="lifeboat", level="mandatory", severity="high", tags=("tunnels",)),
    Rule(id="tunnels-bgp-asn", pack="lifeboat", level="mandatory", severity="high", tags=("tunnels",)),
    Rule(id="watching-budget", pack="lifeboat", level="disabled", severity="low", tags=("watching",)),
]
NOT_APPLICABLE = {"tunnels-bgp-asn": "The stack has no tunnel with BGP."}


def said(rule: str, level: str, severity: str, message: str, urn: str, pack: str = "lifeboat") -> Verdict:  # noqa: PLR0917
    return verdict(rule, level, severity, message, urn, pack=pack, pack_version="0.1.0")


VERDICTS = [
    said(
        "addressing-networks-overlap",
        "mandatory",
        "critical",
        "Networks that are connected must not have overlapping ranges.\n10.0.0.0/16 must not overlap 10.0.0.0/8.",
        VPC,
    ),
    said("addressing-networks-overlap", "mandatory", "critical", "Networks.\n10.1.0.0/16 must not overlap.", VPC),
    said("cost-tags-required", "advisory", "low", "Tags.\nrecovery-vpc must have the tag owner.", VPC),
    said(
        "tunnels-keys-agree",
        "advisory",
        "high",
        "can't run policy 'tunnels-keys-agree' from policy pack 'lifeboat@v0.0.1' during preview: not checked: "
        'sharedKey of connection a is hidden as "[secret]"; key of VPN connection b is missing',
        STACK,
    ),
    said(
        "exemptions-entry-inforce",
        "advisory",
        "low",
        "Listed.\nsafety-production-protect does not bind hub-vpc until 2027-01-31, by exemption. Owner: net-team. "
        "Reason: Rebuilt in May.",
        STACK,
    ),
]


def report(verdicts: list[Verdict] | None = None, **changed: Any) -> Report:
    """A run of one pack; without arguments one in which everything happened."""
    made = answers(RULES, VERDICTS if verdicts is None else verdicts, NOT_APPLICABLE, told=True)
    facts = {"state_file": "state.json", "project": "harbor", "stack": "dev", "resources": 3}
    return Report(**facts | {"packs": (Pack(name="lifeboat", version="0.1.0", answers=made),)} | changed)


WORDS = st.text(max_size=40)


@st.composite
def any_report(draw: st.DrawFn) -> Report:
    """A run of a pack whose rules and messages are anything, of rules it told of and of others."""
    rules = draw(
        st.lists(
            st.builds(
                Rule,
                id=st.text(min_size=1, max_size=10),
                pack=st.just("p"),
                level=st.sampled_from(["advisory", "mandatory", "remediate", "disabled"]),
                severity=st.sampled_from(["", "low", "medium", "high", "critical"]),
                title=WORDS,
                description=WORDS,
                remediation=WORDS,
                url=st.sampled_from(["", "https://example.com/rule"]),
                tags=st.lists(st.sampled_from(["a", "b", "security"]), unique=True).map(tuple),
            ),
            max_size=4,
            unique_by=lambda rule: rule.id,
        )
    )
    names = (
        st.sampled_from([rule.id for rule in rules]) | st.text(min_size=1, max_size=5) if rules else st.text(min_size=1)
    )
    decorated = WORDS.map(lambda text: f"can't run policy 'r' from policy pack 'p' during preview: {text}")
    verdicts = draw(
        st.lists(
            st.builds(
                verdict,
                names,
                st.sampled_from(["advisory", "mandatory"]),
                st.sampled_from(["", "low", "critical"]),
                st.text(min_size=1, max_size=60) | decorated,
                st.sampled_from(["", VPC, STACK]),
                pack=st.just("p"),
            ),
            max_size=6,
            unique=True,
        )
    )
    pack = Pack(name="p", version=draw(st.sampled_from(["", "1.2.3"])), answers=answers(rules, verdicts, {}, told=True))
    return Report(
        state_file="state.json", project="x", stack="y", resources=1, packs=(pack,), secrets_hidden=draw(st.booleans())
    )
