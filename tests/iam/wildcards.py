"""Why a statement may have a `*` in its actions, resources or principals: by the end of its holder's name and its Sid.

A module beside this one called `wildcards_<something>.py` may hold more rows.
"""

from collections.abc import Mapping

NO_TYPE = "these calls know no resource type; held to the stack's Region"
NO_IDS = "ids come with servers, after the stack; held to the stack's account and Region"
BY_DRS = "only through DRS (aws:ViaAWSService), as ids come with servers; held to the stack's account and Region"
THIS_KEY = "a key policy is about its own key, which `*` means there"

WILDCARDS: Mapping[str, str] = {
    "access-see-policy DrsLists": NO_TYPE,
    "access-see-policy DrsDetails": NO_IDS,
    "access-see-policy Ec2Lists": NO_TYPE,
    "access-see-policy ReadinessLists": NO_TYPE,
    "access-see-policy ServiceRoles": "names that DRS gives; reading only",
    "access-drill-policy StartAndEnd": NO_IDS,
    "access-drill-policy TagJobs": f"{NO_IDS}, and to the moment in which they are made",
    "access-drill-policy LaunchTemplatesOfDrs": f"{NO_IDS}, and to templates with the tag of DRS",
    "access-drill-policy NewLaunchTemplates": "a new template has no id; only with the tag of DRS",
    "access-drill-policy TagNewLaunchTemplates": "a new template has no id; only while it is made",
    "access-drill-policy ThroughDrsDrillInterfaces": "a new interface has no id; only in staging and drill subnets",
    "access-through-drs-policy ThroughDrsOnItsOwn": f"{BY_DRS}, and to what has its tag",
    "access-through-drs-policy ThroughDrsDetach": BY_DRS,
    "access-through-drs-policy ThroughDrsNew": f"{BY_DRS}, and to what gets its tag",
    "access-through-drs-policy ThroughDrsNewInterfaces": f"{BY_DRS}, and to what gets its tag",
    "access-through-drs-policy ThroughDrsWith": f"{BY_DRS}; where servers start another statement says",
    "access-through-drs-policy ThroughDrsFleet": f"{BY_DRS}; where servers start another statement says",
    "access-through-drs-policy ThroughDrsGroups": BY_DRS,
    "access-through-drs-policy ThroughDrsTag": f"{BY_DRS}, and to the moment in which they are made",
    "access-failover-policy ThroughDrsRecoveryInterfaces": "a new interface has no id; only in recovery subnets",
    "access-failover-policy Failback": NO_IDS,
    "access-failover-policy RecoveryPlans": NO_IDS,
    "access-failover-policy NewRecoveryPlans": NO_TYPE,
    "access-failover-policy TagPlansAndJobs": f"{NO_IDS}, and to the moment in which they are made",
    "service-policy Initialize": NO_TYPE,
    "service-policy InstanceProfiles": "names that DRS gives",
    "service-policy ListInstanceProfiles": "a list is judged against its path, not against one profile's name",
    "service-policy Log": "streams of the function's own log group have no name beforehand",
    "tunnel-logs-key AccountAdministration": f"{THIS_KEY}; without it nobody could change the key again",
    "tunnel-logs-key LogGroup": f"{THIS_KEY}; ReEncrypt* and GenerateDataKey* are how KMS names groups of actions",
    "replication-key AccountAdministration": f"{THIS_KEY}; without it nobody could change the key again",
    "replication-key DrsUse": f"{THIS_KEY}; ReEncrypt* and GenerateDataKey* are how KMS names pairs of actions",
    "replication-key DrsGrants": THIS_KEY,
    "replication-key AccountThroughEc2": f"{THIS_KEY}; the principal is held to this account and to EC2",
    "replication-key AccountGrantsThroughEc2": f"{THIS_KEY}; the principal is held to this account and to EC2",
}
"""Holder and Sid to reason."""
