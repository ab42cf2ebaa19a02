"""Reasons for the `*` of the alarm topic, its key, and the guard of the six roles."""

from collections.abc import Mapping

from tests.iam.wildcards import THIS_KEY

GENERATE = "GenerateDataKey* is how the SNS guide has services ask, for themselves alone"

WILDCARDS: Mapping[str, str] = {
    "alarms-key AccountAdministration": f"{THIS_KEY}; without it nobody could change the key again",
    "alarms-key Events": f"{THIS_KEY}; {GENERATE}",
    "alarms-key Alarms": f"{THIS_KEY}; {GENERATE}",
    "alarms-key Budgets": f"{THIS_KEY}; {GENERATE}",
    "alarms-policy TlsOnly": "it denies, and to everybody",
    "role-guard-policy AskEveryRegion": "these calls know no resource type, and every Region of the account is asked",
    "role-guard-policy WriteItsLog": "streams of the function's own log group have no name beforehand",
}
"""Holder and Sid to reason."""
