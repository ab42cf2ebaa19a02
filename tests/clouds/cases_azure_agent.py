"""Cases of storage accounts, containers, role assignments and run commands: `rule: (passes, is refused)`."""

from lifeboat.sandbox.clouds.azure import tokens as az
from lifeboat.sandbox.clouds.identifiers import arm_id
from lifeboat.sandbox.clouds.model import Row

PRINCIPAL = "00000000-0000-0000-0000-000000000001"
ROLE = "/providers/Microsoft.Authorization/roleDefinitions/ba92f5b4-2d11-453d-a403-e96b0029c9fe"


def account(cloud, name="harborfailback", **more):
    wanted = {"sku": {"name": "Standard_LRS"}, "kind": "StorageV2", **more}
    return cloud.create(az.STORAGE_ACCOUNT, resourceGroupName=cloud.group(), accountName=name, **wanted)


def planted(cloud, subscription, group):
    """Somebody else's account of the same name."""
    identity = arm_id(subscription, group) + "/providers/Microsoft.Storage/storageAccounts/harborfailback"
    cloud.put(Row(az.STORAGE_ACCOUNT, identity, "", {"name": "harborfailback"}))


def another(cloud, subscription, group):
    planted(cloud, subscription, group)
    return account(cloud)


def ip_rules(*ranges):
    rules = [{"action": "Allow", "iPAddressOrRange": each} for each in ranges]
    return {"networkRuleSet": {"defaultAction": "Deny", "ipRules": rules}}


def container(cloud, name="failback-client", **more):
    below = more.pop("account", None) or account(cloud).properties["name"]
    wanted = {"resourceGroupName": cloud.group(), "accountName": below, "containerName": name, **more}
    return cloud.create(az.BLOB_CONTAINER, **wanted)


def assignment(cloud, scope=None, name="d1dab9fc-c0c3-58af-a7d2-be93805212db", role=ROLE):
    wanted = {"scope": scope or container(cloud).id, "roleDefinitionId": role, "principalId": PRINCIPAL}
    return cloud.create(az.ROLE_ASSIGNMENT, roleAssignmentName=name, **wanted)


def twice(cloud, role):
    first = assignment(cloud)
    return assignment(cloud, first.properties["scope"], "00000000-0000-0000-0000-000000000009", role)


def machine(cloud):
    return cloud.create(az.VIRTUAL_MACHINE, resourceGroupName=cloud.group(), vmName="vm-app-1")


def run_command(cloud, count=1, **more):
    machine(cloud)
    wanted = {"resourceGroupName": cloud.group(), "vmName": "vm-app-1", "source": {"script": "true"}, **more}
    return [cloud.create(az.RUN_COMMAND, runCommandName=f"install-{n}", **wanted) for n in range(count)]


CASES = {
    "azure-storage-account-name": (account, lambda c: account(c, "harbor-failback")),
    "azure-storage-account-in-another-group": (
        lambda c: account(c, "harborfailback2"),
        lambda c: another(c, "00000000-0000-0000-0000-000000000000", "rg-other"),
    ),
    "azure-storage-account-taken": (
        account,
        lambda c: another(c, "11111111-1111-1111-1111-111111111111", "rg-theirs"),
    ),
    "azure-storage-account-ip-rule": (
        lambda c: account(c, **ip_rules("203.0.113.0/24", "198.51.100.7")),
        lambda c: account(c, **ip_rules("203.0.113.7/32")),
    ),
    "azure-container-without-account": (container, lambda c: container(c, account="nothere")),
    "azure-container-name": (container, lambda c: container(c, "Failback--Client")),
    "azure-container-public": (
        lambda c: container(c, publicAccess="None"),
        lambda c: container(c, publicAccess="Blob"),
    ),
    "azure-role-assignment-name": (assignment, lambda c: assignment(c, name="uploaders")),
    "azure-role-assignment-exists": (
        lambda c: twice(c, ROLE.replace("ba92f5b4", "2a2b9908")),
        lambda c: twice(c, f"/subscriptions/00000000-0000-0000-0000-000000000000{ROLE}"),
    ),
    "azure-role-assignment-update": (
        lambda c: c.update(assignment(c), description="uploaders of the image"),
        lambda c: c.update(assignment(c), principalId="00000000-0000-0000-0000-000000000002"),
    ),
    "azure-run-command-without-vm": (run_command, lambda c: run_command(c, vmName="vm-app-2")),
    "azure-run-command-source": (
        run_command,
        lambda c: run_command(c, source={"script": "true", "scriptUri": "https://example.com/install.sh"}),
    ),
    "azure-run-command-count": (lambda c: run_command(c, 25), lambda c: run_command(c, 26)),
}
