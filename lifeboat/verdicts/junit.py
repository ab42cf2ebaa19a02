"""A run of policy packs as JUnit XML, by the schema of Jenkins' xUnit plugin (junit-10.xsd)."""

import re
from collections.abc import Sequence
from itertools import groupby
from typing import Final
from xml.etree import ElementTree as ET

from lifeboat.verdicts.model import Kind, Verdict
from lifeboat.verdicts.report import Answer, Outcome, Pack, Report

_NOT_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SKIPPED: Final = {Outcome.NOT_CHECKED, Outcome.EXEMPT, Outcome.NOT_APPLICABLE, Outcome.DISABLED, Outcome.UNTOLD}


def to_junit(report: Report) -> str:
    """The run as JUnit XML: a suite for each topic of a pack, a case for each rule.

    A rule with a violation is a failure whatever its level, which is the failure's type. What was not checked, does not
    apply, is exempt or disabled is skipped, with the reason.
    """
    suites = [
        _suite(report, pack, topic, list(answers))
        for pack in report.packs
        for topic, answers in groupby(sorted(pack.answers, key=_topic), key=_topic)
    ]
    root = ET.Element("testsuites", name="policies", tests=str(len(report.answers)), errors="0")
    root.set("failures", str(sum(answer.outcome is Outcome.FAILED for answer in report.answers)))
    root.extend(suites)
    ET.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def _topic(answer: Answer) -> str:
    return answer.rule.topic


def _suite(report: Report, pack: Pack, topic: str, answers: Sequence[Answer]) -> ET.Element:
    outcomes = [answer.outcome for answer in answers]
    counts = {
        "tests": len(answers),
        "failures": outcomes.count(Outcome.FAILED),
        "errors": 0,
        "skipped": sum(outcome in _SKIPPED for outcome in outcomes),
    }
    suite = ET.Element("testsuite", name=_xml(topic), package=_xml(pack.name))
    for name, number in counts.items():
        suite.set(name, str(number))
    properties = ET.SubElement(suite, "properties")
    facts = {
        "state_file": report.state_file,
        "project": report.project,
        "stack": report.stack,
        "resources": str(report.resources),
        "pack_version": pack.version,
        "secrets_hidden": str(report.secrets_hidden).lower(),
    }
    for name, value in facts.items():
        ET.SubElement(properties, "property", name=name, value=_xml(value))
    suite.extend(_case(pack, topic, answer) for answer in answers)
    return suite


def _case(pack: Pack, topic: str, answer: Answer) -> ET.Element:
    case = ET.Element("testcase", name=_xml(answer.rule.id), classname=_xml(f"{pack.name}.{topic}"), time="0")
    found, unchecked = answer.of(Kind.VIOLATION), answer.of(Kind.NOT_CHECKED)
    if answer.outcome is Outcome.FAILED:
        failure = ET.SubElement(case, "failure", type=_xml(found[0].level), message=_xml(found[0].message))
        failure.text = _xml("\n".join([*map(_line, found), *_help(answer)]))
    elif answer.outcome in _SKIPPED:
        ET.SubElement(case, "skipped", type=answer.outcome, message=_xml(_why_skipped(answer)))
    said = [f"not checked: {reason}" for verdict in unchecked for reason in verdict.reasons]
    said += [verdict.message for verdict in answer.of(Kind.EXEMPTION)]
    if said:
        ET.SubElement(case, "system-out").text = _xml("\n".join(said))
    return case


def _why_skipped(answer: Answer) -> str:
    if answer.outcome is Outcome.NOT_CHECKED:
        return "; ".join(verdict.message for verdict in answer.of(Kind.NOT_CHECKED))
    if answer.outcome is Outcome.EXEMPT:
        return "; ".join(
            f"exempt until {each.until}: {', '.join(each.resources)} ({each.owner}: {each.reason})"
            for each in answer.exempted
        )
    if answer.outcome is Outcome.UNTOLD:
        return "it found nothing, but whether it judged anything is not known"
    return answer.reason or "disabled by configuration"


def _line(verdict: Verdict) -> str:
    return f"[{verdict.level} {verdict.severity}".rstrip() + f"] {verdict.urn or 'the stack'}: {verdict.message}"


def _help(answer: Answer) -> list[str]:
    return [text for text in (answer.rule.description, answer.rule.remediation, answer.rule.url) if text]


def _xml(text: str) -> str:
    """What XML 1.0 can hold of a text."""
    return _NOT_XML.sub("\ufffd", text)
