"""Rules about exemptions themselves: an exemption that nobody looks at again is a hole."""

from collections.abc import Sequence

from pulumi_policy import EnforcementLevel, PolicyResource, Severity

from .kit.exemptions import Exemptions
from .kit.rule import Findings, Settings, StackRule

_URL = "https://www.pulumi.com/docs/insights/policy/"


def exemption_current(exemptions: Exemptions | None = None) -> StackRule:
    """Every exemption can be read, has not expired and excuses something.

    An expired one excuses nothing any more, so what it was for is reported too. One that a rule could not decide about,
    or whose rule or resource was not judged in this run, is left alone.
    """
    held = exemptions or Exemptions()

    def check(resources: Sequence[PolicyResource], _settings: Settings) -> Findings:
        findings = Findings()
        if not held.entries and not held.faults:
            findings.not_applicable = "There are no exemptions."
        findings.violations += [(fault, "") for fault in held.faults]
        for place, entry in enumerate(held.entries):
            stacks = {resource.urn.partition("::")[0] for resource in resources}
            if entry.stack and f"urn:pulumi:{entry.stack}" not in stacks:
                continue
            if entry.expires < held.today:
                findings.violations.append(
                    (f"{entry.text} must be renewed or removed; it expired {entry.expires}.", "")
                )
            elif place in held.used:
                continue
            elif not any(entry.covers(urn) for urn in ("", *(resource.urn for resource in resources))):
                findings.violations.append((f"{entry.text} must be removed; no resource has that name.", ""))
            elif place in held.judged:
                if entry.rule in held.doubted:
                    findings.not_checked.append(f"whether {entry.rule} needs the exemption of {entry.resource}")
                else:
                    findings.violations.append((f"{entry.text} must be removed; it excuses nothing.", ""))
        return findings

    return StackRule(
        id="exemptions-entry-current",
        display_name="exemptions-current",
        description="Every exemption must be complete, not expired, and still excuse something.",
        severity=Severity.HIGH,
        tags=("exemptions",),
        remediation_steps=(
            "Correct, renew or remove the entry in the file of exemptions. To renew one, ask its owner whether the "
            "reason still holds."
        ),
        url=_URL,
        check=check,
    )


def exemption_inforce(exemptions: Exemptions | None = None) -> StackRule:
    """Whoever reads the report sees what was excused, by whom and until when."""
    held = exemptions or Exemptions()

    def check(_resources: Sequence[PolicyResource], _settings: Settings) -> Findings:
        findings = Findings()
        for place, excused in sorted(held.used.items()):
            entry = held.entries[place]
            message = (
                f"{entry.rule} does not bind {', '.join(sorted(excused))} until {entry.expires}, by exemption. "
                f"Owner: {entry.owner}. Reason: {entry.reason}"
            )
            findings.violations.append((message, ""))
        if not held.used:
            findings.not_applicable = "No exemption is in force."
        return findings

    return StackRule(
        id="exemptions-entry-inforce",
        display_name="exemptions-in-force",
        description="Every exemption that excuses something must be listed in the report.",
        severity=Severity.LOW,
        level=EnforcementLevel.ADVISORY,
        tags=("exemptions",),
        remediation_steps="Nothing is to be done until the day named in the message: it is here so that it is seen.",
        url=_URL,
        never={"unknown": "what was excused in a run is known at its end", "pass": "no exemption, no report"},
        check=check,
    )
