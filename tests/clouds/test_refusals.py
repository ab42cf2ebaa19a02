"""Every row of the table of refusals lets the right call pass and refuses the wrong one with its code."""

from pathlib import Path

import pytest

from lifeboat.sandbox.clouds import catalog
from lifeboat.sandbox.clouds.model import CloudError
from lifeboat.sandbox.clouds.refusals import REFUSALS
from lifeboat.sandbox.clouds.refusals.document import PLACE, markdown
from tests.clouds import (
    cases_access,
    cases_aws_cloud_control,
    cases_aws_costs,
    cases_aws_endpoints,
    cases_aws_identity,
    cases_aws_network,
    cases_aws_network_options,
    cases_aws_notifications,
    cases_aws_resolver,
    cases_aws_transit,
    cases_aws_vpn,
    cases_aws_watching,
    cases_azure,
    cases_azure_agent,
    cases_azure_gateway,
    cases_azure_monitor,
    cases_azure_peering,
    cases_azure_resolver,
)
from tests.clouds.simulator import Cloud

MODULES = (
    cases_azure,
    cases_azure_gateway,
    cases_azure_peering,
    cases_azure_monitor,
    cases_azure_agent,
    cases_aws_network,
    cases_aws_network_options,
    cases_aws_transit,
    cases_aws_vpn,
    cases_aws_watching,
    cases_aws_notifications,
    cases_aws_identity,
    cases_aws_endpoints,
    cases_aws_cloud_control,
    cases_access,
    cases_aws_costs,
    cases_aws_resolver,
    cases_azure_resolver,
)
CASES = {rule: pair for module in MODULES for rule, pair in module.CASES.items()}
PACKAGES = ("aws", "azure-native", "random")


def test_every_row_has_a_case_and_every_case_a_row():
    assert sorted(CASES) == sorted(row.rule for row in REFUSALS)


@pytest.mark.parametrize("row", REFUSALS, ids=lambda row: row.rule)
def test_the_row_lets_a_right_call_pass(row):
    CASES[row.rule][0](Cloud())


@pytest.mark.parametrize("row", REFUSALS, ids=lambda row: row.rule)
def test_the_row_refuses_a_wrong_call_with_its_own_code(row):
    cloud = Cloud()
    with pytest.raises(CloudError) as refused:
        CASES[row.rule][1](cloud)
    assert (cloud.refused_by, refused.value.code) == (row.rule, row.code)


def test_rules_are_named_once_and_have_a_known_type_a_code_and_a_source():
    types = {token for package in PACKAGES for token in catalog(package).types}
    assert len({row.rule for row in REFUSALS}) == len(REFUSALS)
    assert [row.rule for row in REFUSALS if not (row.token in types and row.code and row.source and row.says)] == []


def test_every_reference_has_a_source():
    kinds = (kind for package in PACKAGES for kind in catalog(package).types.values())
    assert [(kind.token, each.path) for kind in kinds for each in kind.references if not each.source] == []


def test_the_page_of_refusals_is_up_to_date():
    page = Path(__file__).resolve().parents[2] / PLACE
    assert page.read_text(encoding="utf-8") == markdown(), "run: python -m lifeboat.sandbox.clouds.refusals.document"
