"""A provider of a few lines over an in-memory world: enough to judge the catalogs without gRPC and SQLite."""

from lifeboat.sandbox.clouds import catalog
from lifeboat.sandbox.clouds.aws import tokens as aws
from lifeboat.sandbox.clouds.azure import tokens as az
from lifeboat.sandbox.clouds.model import CloudError, Operation, Request, Row
from lifeboat.sandbox.clouds.refusals import REFUSALS

ACCOUNT = "111122223333"
SUBSCRIPTION = "00000000-0000-0000-0000-000000000000"
REGION = "eu-central-1"
TRUST = (
    '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"%s"},"Action":"sts:AssumeRole"}]}'
)
ARCHIVE = "0def7320c3a5731c473e5ecbe6d01bc7"
ASSET = "c44067f5952c0a294b673a41bacd8c17"
SIGNATURE = "4dabf18193072939515e22adb298388d"


def archive(text, name="index.py"):
    """The code archive of one string asset, as the engine sends it."""
    return {SIGNATURE: ARCHIVE, "assets": {name: {SIGNATURE: ASSET, "text": text}}}


def at(value, steps):
    """Every value at a path such as `ipConfigurations[].subnet.id`."""
    if not steps:
        return [value] if value else []
    name, rest = steps[0], steps[1:]
    found = (value or {}).get(name.removesuffix("[]")) if isinstance(value, dict) else None
    items = (found or []) if name.endswith("[]") else [found]
    return [each for item in items for each in at(item, rest)]


class Cloud:
    """World and provider in one. `refused_by` names the rule that refused last."""

    def __init__(self):
        self.kept, self.refused_by, self.made = {}, None, 0

    def get(self, token, resource_id):
        return self.kept.get((token, resource_id))

    def rows(self, token=None):
        return [row for row in self.kept.values() if token in {None, row.token}]

    def put(self, row):
        self.kept[row.token, row.id] = row

    def remove(self, token, resource_id):
        self.kept.pop((token, resource_id), None)

    def kind(self, token):
        return catalog(token.split(":", 1)[0]).types[token]

    def request(self, operation, token, inputs, existing=None, urn=""):
        account = SUBSCRIPTION if token.startswith("azure") else ACCOUNT
        region = inputs.get("region", REGION) if token.startswith("aws") else ""
        return Request(operation, token, urn, inputs, existing, self, account, region)

    def judge(self, request):
        for reference in self.kind(request.token).references if request.operation is not Operation.DELETE else ():
            for name in at(dict(request.inputs), reference.path.split(".")):
                if not any(self.names(reference, row, name) for token in reference.tokens for row in self.rows(token)):
                    raise CloudError(reference.missing_code, f"{reference.path}: {name}")
        for refusal in REFUSALS:
            if refusal.token == request.token and request.operation in refusal.operations:
                message = refusal.finds(request)
                if message is not None:
                    self.refused_by = refusal.rule
                    raise CloudError(refusal.code, message)

    @staticmethod
    def names(reference, row, name):
        held = row.id if reference.key == "id" else row.properties.get(reference.key)
        return str(held).lower() == str(name).lower()

    def create(self, token, logical="thing", /, **inputs):
        kind = self.kind(token)
        self.made += 1
        wanted = {**kind.defaults, **inputs}
        if kind.name_property:
            wanted.setdefault(kind.name_property, f"{kind.name_prefix}{logical}-{self.made}")
        urn = f"urn:pulumi:dev::lifeboat::{token}::{logical}-{self.made}"
        request = self.request(Operation.CREATE, token, wanted, urn=urn)
        self.judge(request)
        identity, outputs = kind.make(request)
        unannounced = set(outputs) - kind.computed - set(wanted)
        assert not unannounced, f"{token} answers {unannounced}, unknown in a preview"
        place = {**wanted, **outputs}.get("location" if token.startswith("azure") else "region", request.region)
        row = Row(token, identity, urn, {**wanted, **outputs}, account=request.account, region=place)
        self.put(row)
        return row

    def update(self, row, **changes):
        kind = self.kind(row.token)
        wanted = {key: value for key, value in {**row.properties, **changes}.items() if value is not None}
        request = self.request(Operation.UPDATE, row.token, wanted, row, row.urn)
        self.judge(request)
        outputs = kind.updated(request) if kind.updated else {}
        new = Row(row.token, row.id, row.urn, {**wanted, **outputs}, account=row.account, region=row.region)
        self.put(new)
        return new

    def delete(self, row):
        kind = self.kind(row.token)
        for other in catalog(row.token.split(":", 1)[0]).types.values():
            for reference in other.references if other.owned else ():
                for user in self.rows(other.token) if reference.in_use_code and row.token in reference.tokens else ():
                    used = at(dict(user.properties), reference.path.split("."))
                    if any(self.names(reference, row, name) for name in used):
                        raise CloudError(reference.in_use_code, user.id)
        request = self.request(Operation.DELETE, row.token, row.properties, row, row.urn)
        self.judge(request)
        if kind.deleted:
            kind.deleted(request)
        if kind.owned:
            self.remove(row.token, row.id)

    # Azure, ready made

    def group(self, **more):
        existing = self.rows(az.RESOURCE_GROUP)
        if existing and not more:
            return existing[0].properties["name"]
        wanted = {"resourceGroupName": "rg-primary", "location": "westeurope", **more}
        return self.create(az.RESOURCE_GROUP, **wanted).properties["name"]

    def vnet(self, *prefixes, **more):
        space = {"addressPrefixes": list(prefixes or ["10.10.0.0/16"])}
        return self.create(az.VIRTUAL_NETWORK, "vnet", resourceGroupName=self.group(), addressSpace=space, **more)

    def azure_subnet(self, prefix="10.10.255.0/27", name="GatewaySubnet", vnet=None, **more):
        network = (vnet or next(iter(self.rows(az.VIRTUAL_NETWORK)), None) or self.vnet()).properties["name"]
        return self.create(
            az.SUBNET,
            resourceGroupName=self.group(),
            virtualNetworkName=network,
            subnetName=name,
            addressPrefix=prefix,
            **more,
        )

    def public_ip(self, **more):
        wanted = {"sku": {"name": "Standard"}, "publicIPAllocationMethod": "Static", "zones": ["1", "2", "3"], **more}
        return self.create(az.PUBLIC_IP, "pip", resourceGroupName=self.group(), **wanted)

    def gateway(self, subnet=None, addresses=None, sku="VpnGw1AZ", **more):
        place = subnet or self.azure_subnet()
        configurations = [
            {"name": f"config{number}", "subnet": {"id": place.id}, "publicIPAddress": {"id": each.id}}
            for number, each in enumerate(addresses or [self.public_ip()])
        ]
        wanted = {"sku": {"name": sku, "tier": sku}, "gatewayType": "Vpn", "vpnType": "RouteBased", **more}
        return self.create(
            az.VPN_GATEWAY, "vgw", resourceGroupName=self.group(), ipConfigurations=configurations, **wanted
        )

    def local_gateway(self, *prefixes, **more):
        space = {"addressPrefixes": list(prefixes or ["10.20.0.0/16"])}
        wanted = {"gatewayIpAddress": "198.51.100.7", "localNetworkAddressSpace": space, **more}
        return self.create(az.LOCAL_GATEWAY, "lng", resourceGroupName=self.group(), **wanted)

    def azure_connection(self, gateway=None, local=None, **more):
        wanted = {
            "connectionType": "IPsec",
            "sharedKey": "Kq8.example_key",
            "virtualNetworkGateway1": {"id": (gateway or self.gateway()).id},
            "localNetworkGateway2": {"id": (local or self.local_gateway()).id},
            **more,
        }
        return self.create(az.CONNECTION, "cn", resourceGroupName=self.group(), **wanted)

    # AWS, ready made

    def vpc(self, cidr="10.20.0.0/16", **more):
        return self.create(aws.VPC, cidrBlock=cidr, **more)

    def subnet(self, cidr="10.20.1.0/24", vpc=None, **more):
        return self.create(aws.SUBNET, vpcId=(vpc or self.vpc()).id, cidrBlock=cidr, **more)

    def customer_gateway(self, **more):
        return self.create(aws.CUSTOMER_GATEWAY, **{"type": "ipsec.1", "ipAddress": "203.0.113.10", **more})

    def connection(self, gateway=None, customer=None, **more):
        wanted = {
            "type": "ipsec.1",
            "staticRoutesOnly": True,
            "vpnGatewayId": (gateway or self.create(aws.VPN_GATEWAY)).id,
            "customerGatewayId": (customer or self.customer_gateway()).id,
            **more,
        }
        return self.create(aws.VPN_CONNECTION, **wanted)

    def transit_gateway(self, **more):
        return self.create(aws.TRANSIT_GATEWAY, **more)

    def default_table(self, gateway):
        """The id of the default route table that AWS made with a transit gateway."""
        return gateway.properties["associationDefaultRouteTableId"]

    def transit_attachment(self, gateway=None, vpc=None, subnets=None, **more):
        network = vpc or self.vpc()
        place = gateway or self.transit_gateway()
        names = [each.id for each in subnets or [self.subnet(vpc=network)]]
        wanted = {"transitGatewayId": place.id, "vpcId": network.id, "subnetIds": names, **more}
        return self.create(aws.TRANSIT_VPC_ATTACHMENT, **wanted)

    def transit_connection(self, gateway=None, customer=None, **more):
        wanted = {
            "type": "ipsec.1",
            "staticRoutesOnly": True,
            "transitGatewayId": (gateway or self.transit_gateway()).id,
            "customerGatewayId": (customer or self.customer_gateway()).id,
            **more,
        }
        return self.create(aws.VPN_CONNECTION, **wanted)

    def alarm(self, name="tunnels", **more):
        wanted = {
            "name": name, "comparisonOperator": "LessThanThreshold", "evaluationPeriods": 3, "threshold": 1,
            "metricName": "TunnelState", "namespace": "AWS/VPN", "statistic": "Maximum", "period": 60,
            "dimensions": {"VpnId": "vpn-0123456789abcdef0"}, **more,
        }  # fmt: skip
        return self.create(aws.METRIC_ALARM, **wanted)

    def role(self, name="example", service="lambda.amazonaws.com", **more):
        return self.create(aws.ROLE, **{"name": name, "assumeRolePolicy": TRUST % service, **more})

    def invoke_code(self, text, event="{}", **more):
        """Run a piece of Python as a Lambda function's handler."""
        role = self.get(aws.ROLE, "runner") or self.role("runner")
        function = self.create(
            aws.FUNCTION,
            "fn",
            role=role.properties["arn"],
            handler="index.handler",
            runtime="python3.13",
            code=archive(text),
        )
        return self.create(aws.INVOCATION, functionName=function.id, input=event, **more)

    def drs_roles(self):
        from lifeboat.sandbox.clouds.aws.sdk import DRS_ROLES

        return [self.role(name, "drs.amazonaws.com", path="/service-role/") for name in DRS_ROLES]

    def initialize_drs(self):
        self.drs_roles()
        return self.invoke_code("import boto3\ndef handler(*_):\n    boto3.client('drs').initialize_service()\n")

    def template(self, rules=3, **more):
        rule = {"interval": 1, "retentionDuration": 1, "units": "DAY"}
        place = next(iter(self.rows(aws.SUBNET)), None) or self.subnet()
        wanted = {
            "associateDefaultSecurityGroup": False,
            "bandwidthThrottling": 0,
            "createPublicIp": False,
            "dataPlaneRouting": "PRIVATE_IP",
            "defaultLargeStagingDiskType": "GP3",
            "ebsEncryption": "DEFAULT",
            "replicationServerInstanceType": "t3.small",
            "replicationServersSecurityGroupsIds": [],
            "stagingAreaSubnetId": place.id,
            "stagingAreaTags": {},
            "useDedicatedReplicationServer": False,
            "pitPolicies": [rule] * rules,
            **more,
        }
        return self.create(aws.REPLICATION_TEMPLATE, **wanted)
