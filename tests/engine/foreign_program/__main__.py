"""A web shop, no program of Lifeboat's, with habits of its own: docs/policies-elsewhere.md puts it under the pack."""

import json

import pulumi
import pulumi_aws as aws
import pulumi_azure_native as azure

# ---- AWS: a VPC with public and private subnets, a load balancer open to the internet on 443
vpc = aws.ec2.Vpc("shop", cidr_block="10.80.0.0/16", enable_dns_hostnames=True, tags={"Name": "shop", "team": "web"})
igw = aws.ec2.InternetGateway("shop", vpc_id=vpc.id, tags={"team": "web"})
table = aws.ec2.RouteTable(
    "public", vpc_id=vpc.id, routes=[{"cidr_block": "0.0.0.0/0", "gateway_id": igw.id}], tags={"team": "web"}
)
subnets = [
    aws.ec2.Subnet(
        f"public-{i}", vpc_id=vpc.id, cidr_block=f"10.80.{i}.0/24", map_public_ip_on_launch=True, tags={"team": "web"}
    )
    for i in range(2)
]
for i, subnet in enumerate(subnets):
    aws.ec2.RouteTableAssociation(f"public-{i}", subnet_id=subnet.id, route_table_id=table.id)
private = aws.ec2.Subnet("private", vpc_id=vpc.id, cidr_block="10.80.10.0/24", tags={"team": "web"})
address = aws.ec2.Eip("nat", domain="vpc", tags={"team": "web"})
aws.ec2.NatGateway("nat", subnet_id=subnets[0].id, allocation_id=address.id, tags={"team": "web"})
front = aws.ec2.SecurityGroup(
    "front",
    vpc_id=vpc.id,
    description="load balancer",
    ingress=[{"protocol": "tcp", "from_port": 443, "to_port": 443, "cidr_blocks": ["0.0.0.0/0"]}],
    egress=[{"protocol": "-1", "from_port": 0, "to_port": 0, "cidr_blocks": ["0.0.0.0/0"]}],
    tags={"team": "web"},
)
back = aws.ec2.SecurityGroup("back", vpc_id=vpc.id, description="servers", tags={"team": "web"})
aws.vpc.SecurityGroupIngressRule(
    "back-from-front",
    security_group_id=back.id,
    referenced_security_group_id=front.id,
    ip_protocol="tcp",
    from_port=8080,
    to_port=8080,
    tags={"team": "web"},
)
role = aws.iam.Role(
    "server",
    tags={"team": "web"},
    assume_role_policy=json.dumps(
        {
            "Version": "2012-10-17",
            "Statement": [
                {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}
            ],
        }
    ),
)
key = aws.kms.Key("data", description="data of the shop", tags={"team": "web"})
topic = aws.sns.Topic("orders", tags={"team": "web"})

# ---- a VPN to the office, which is not Azure: a real foreign peer
vgw = aws.ec2.VpnGateway("office", vpc_id=vpc.id, amazon_side_asn="64512", tags={"team": "web"})
office = aws.ec2.CustomerGateway(
    "office", ip_address="192.0.2.77", bgp_asn="65010", type="ipsec.1", tags={"team": "web"}
)
aws.ec2.VpnConnection(
    "office",
    customer_gateway_id=office.id,
    vpn_gateway_id=vgw.id,
    type="ipsec.1",
    static_routes_only=True,
    tags={"team": "web"},
)

# ---- Azure: hub and spoke with an AKS-like subnet
group = azure.resources.ResourceGroup("shop", resource_group_name="shop", location="westeurope", tags={"team": "web"})
hub = azure.network.VirtualNetwork(
    "hub",
    virtual_network_name="hub",
    resource_group_name=group.name,
    location="westeurope",
    address_space={"address_prefixes": ["10.90.0.0/16"]},
    tags={"team": "web"},
)
spoke = azure.network.VirtualNetwork(
    "spoke",
    virtual_network_name="spoke",
    resource_group_name=group.name,
    location="westeurope",
    address_space={"address_prefixes": ["10.91.0.0/16"]},
    tags={"team": "web"},
)
azure.network.Subnet(
    "nodes",
    subnet_name="nodes",
    virtual_network_name=spoke.name,
    resource_group_name=group.name,
    address_prefix="10.91.0.0/20",
)
azure.network.NetworkSecurityGroup(
    "web",
    network_security_group_name="web",
    resource_group_name=group.name,
    location="westeurope",
    security_rules=[
        {
            "name": "front-door",
            "priority": 100,
            "direction": "Inbound",
            "access": "Allow",
            "protocol": "Tcp",
            "source_address_prefix": "AzureFrontDoor.Backend",
            "source_port_range": "*",
            "destination_address_prefix": "*",
            "destination_port_range": "443",
        },
        {
            "name": "deny",
            "priority": 4000,
            "direction": "Inbound",
            "access": "Deny",
            "protocol": "*",
            "source_address_prefix": "*",
            "source_port_range": "*",
            "destination_address_prefix": "*",
            "destination_port_range": "*",
        },
    ],
    tags={"team": "web"},
)
pulumi.export("vpc", vpc.id)
