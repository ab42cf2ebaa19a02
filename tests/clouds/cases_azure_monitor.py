"""Cases of Azure Monitor: `rule: (passes, is refused)`."""

from lifeboat.sandbox.clouds.azure import tokens as az


def workspace(cloud, name="log-primary", **more):
    return cloud.create(az.WORKSPACE, resourceGroupName=cloud.group(), workspaceName=name, **more)


def logs(*categories):
    return [{"category": each, "enabled": True} for each in categories]


def setting(cloud, *categories, **more):
    """A diagnostic setting of the gateway, to the workspace."""
    gateway = next(iter(cloud.rows(az.VPN_GATEWAY)), None) or cloud.gateway()
    log = next(iter(cloud.rows(az.WORKSPACE)), None) or workspace(cloud)
    wanted = {"workspaceId": log.id, **more}
    return cloud.create(az.DIAGNOSTIC_SETTING, resourceUri=gateway.id, logs=logs(*categories), **wanted)


def alert(metric="BgpPeerStatus", dimension="BgpPeerAddress", **more):
    """An alert on a metric of the gateway."""

    def run(cloud):
        criterion = {
            "criterionType": "StaticThresholdCriterion",
            "name": "one",
            "metricName": metric,
            "operator": "LessThan",
            "threshold": 1,
            "timeAggregation": "Average",
            "dimensions": [{"name": dimension, "operator": "Include", "values": ["*"]}],
        }
        kind = "Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria"
        wanted = {
            "location": "global",
            "severity": 1,
            "enabled": True,
            "evaluationFrequency": "PT5M",
            "windowSize": "PT15M",
            "scopes": [cloud.gateway().id],
            "criteria": {"odataType": kind, "allOf": [criterion]},
            **more,
        }
        return cloud.create(az.METRIC_ALERT, resourceGroupName=cloud.group(), **wanted)

    return run


def named(name):
    return lambda c: c.create(az.ACTION_GROUP, resourceGroupName=c.group(), location="Global", groupShortName=name)


CASES = {
    "azure-workspace-name": (workspace, lambda c: workspace(c, "-log")),
    "azure-workspace-retention": (
        lambda c: workspace(c, retentionInDays=30),
        lambda c: workspace(c, retentionInDays=14),
    ),
    "azure-workspace-sku": (
        lambda c: workspace(c, sku={"name": "PerGB2018"}),
        lambda c: workspace(c, sku={"name": "Premium"}),
    ),
    "azure-diagnostic-category": (
        lambda c: setting(c, "GatewayDiagnosticLog", "TunnelDiagnosticLog", "RouteDiagnosticLog", "IKEDiagnosticLog"),
        lambda c: setting(c, "TunnelLog"),
    ),
    "azure-diagnostic-destination": (
        lambda c: setting(c, "IKEDiagnosticLog"),
        lambda c: setting(c, "IKEDiagnosticLog", workspaceId=None),
    ),
    "azure-diagnostic-sink-twice": (
        lambda c: (setting(c, "IKEDiagnosticLog"), setting(c, "TunnelDiagnosticLog")),
        lambda c: (setting(c, "IKEDiagnosticLog"), setting(c, "TunnelDiagnosticLog", "IKEDiagnosticLog")),
    ),
    "azure-alert-location": (alert(), alert(location=None)),
    "azure-alert-severity": (alert(severity=4), alert(severity=5)),
    "azure-alert-scopes": (alert(), alert(scopes=[])),
    "azure-alert-window": (alert(windowSize="PT5M"), alert(windowSize="PT1M")),
    "azure-alert-metric": (alert("TunnelAverageBandwidth", "ConnectionName"), alert("TunnelBandwidth")),
    "azure-alert-dimension": (alert("MmsaCount", "RemoteIP"), alert("BgpPeerStatus", "RemoteIP")),
    "azure-action-group-short-name": (named("lifeboat-ops"), named("lifeboat-oncall")),
}
