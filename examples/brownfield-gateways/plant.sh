#!/bin/sh
# Puts into the simulated clouds what Pulumi.brownfield-gateways.yaml adopts, as if somebody else had made it.
set -eu

plant() { lifeboat sandbox plant "$@"; }
part() { type=$1; shift; plant "azure-native:network:$type" "$@"; }
network() { part "$@" --property location=westeurope; }
aws() { type=$1; shift; plant "aws:$type" "$@" --region eu-central-1; }

# Azure: the hub.
subscription=/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups
hub=$subscription/rg-hub/providers/Microsoft.Network
plant azure-native:resources:ResourceGroup $subscription/rg-hub --property name=rg-hub --property location=westeurope
network VirtualNetwork $hub/virtualNetworks/vnet-hub --property 'addressSpace={addressPrefixes: [10.40.0.0/22]}'
part Subnet $hub/virtualNetworks/vnet-hub/subnets/GatewaySubnet --property addressPrefix=10.40.3.0/24

# Its gateway: active-active, with BGP and the custom BGP addresses of all tunnels, 169.254.21.2 of the data centre's.
gateway=$hub/virtualNetworkGateways/vpngw-hub
for number in 0 1; do
  network PublicIPAddress $hub/publicIPAddresses/pip-vpngw-hub-$number \
    --property 'sku={name: Standard}' --property "ipAddress=203.0.113.1$number"
done
instance() { # name, number of its public IP
  echo "{id: $gateway/ipConfigurations/$1, name: $1," \
    "subnet: {id: $hub/virtualNetworks/vnet-hub/subnets/GatewaySubnet}," \
    "publicIPAddress: {id: $hub/publicIPAddresses/pip-vpngw-hub-$2}}"
}
peering() { # name, public IP, custom BGP addresses
  echo "{ipconfigurationId: $gateway/ipConfigurations/$1, tunnelIpAddresses: [$2], customBgpIpAddresses: [$3]}"
}
default=$(peering default 203.0.113.10 '169.254.21.2, 169.254.21.10, 169.254.22.2')
active=$(peering activeActive 203.0.113.11 '169.254.21.6, 169.254.22.6')
network VirtualNetworkGateway $gateway \
  --property gatewayType=Vpn --property vpnType=RouteBased --property 'sku={name: VpnGw2AZ, tier: VpnGw2AZ}' \
  --property activeActive=true --property enableBgp=true \
  --property "ipConfigurations=[$(instance default 0), $(instance activeActive 1)]" \
  --property "bgpSettings={asn: 65010, bgpPeeringAddresses: [$default, $active]}"

# What the gateway carries already: the data centre. And where its logs go.
network LocalNetworkGateway $hub/localNetworkGateways/lng-data-centre --property gatewayIpAddress=198.51.100.20 \
  --property 'bgpSettings={asn: 64800, bgpPeeringAddress: 169.254.21.1}'
network VirtualNetworkGatewayConnection $hub/connections/cn-data-centre \
  --property connectionType=IPsec --property enableBgp=true --property "virtualNetworkGateway1={id: $gateway}" \
  --property "localNetworkGateway2={id: $hub/localNetworkGateways/lng-data-centre}"
plant azure-native:operationalinsights:Workspace \
  $subscription/rg-hub/providers/Microsoft.OperationalInsights/workspaces/log-hub --property location=westeurope

# The spoke that is not peered yet, in a subscription of its own.
erp=/subscriptions/00000000-0000-0000-0000-000000000002/resourceGroups/rg-erp
plant azure-native:resources:ResourceGroup $erp --property name=rg-erp --property location=westeurope
erp=$erp/providers/Microsoft.Network/virtualNetworks/vnet-erp
network VirtualNetwork $erp --property 'addressSpace={addressPrefixes: [10.41.0.0/16]}'
part Subnet $erp/subnets/erp --property addressPrefix=10.41.1.0/24

# The spoke that is peered: its servers' group lets nothing out, its route table sends the rest to a firewall.
plant azure-native:resources:ResourceGroup $subscription/rg-web --property name=rg-web --property location=westeurope
web=$subscription/rg-web/providers/Microsoft.Network
network VirtualNetwork $web/virtualNetworks/vnet-web --property 'addressSpace={addressPrefixes: [10.42.0.0/16]}'
network NetworkSecurityGroup $web/networkSecurityGroups/nsg-web
part SecurityRule $web/networkSecurityGroups/nsg-web/securityRules/deny-all-outbound \
  --property priority=4096 --property direction=Outbound --property access=Deny --property protocol='"*"' \
  --property sourceAddressPrefix='"*"' --property sourcePortRange='"*"' \
  --property destinationAddressPrefix='"*"' --property destinationPortRange='"*"'
network RouteTable $web/routeTables/rt-web --property disableBgpRoutePropagation=false
part Route $web/routeTables/rt-web/routes/firewall --property addressPrefix=0.0.0.0/0 \
  --property nextHopType=VirtualAppliance --property nextHopIpAddress=10.40.1.4
part Subnet $web/virtualNetworks/vnet-web/subnets/web --property addressPrefix=10.42.1.0/24 \
  --property "networkSecurityGroup={id: $web/networkSecurityGroups/nsg-web}" \
  --property "routeTable={id: $web/routeTables/rt-web}"
part VirtualNetworkPeering $hub/virtualNetworks/vnet-hub/virtualNetworkPeerings/hub-to-web \
  --property "remoteVirtualNetwork={id: $web/virtualNetworks/vnet-web}" --property allowVirtualNetworkAccess=true \
  --property allowGatewayTransit=true --property useRemoteGateways=false --property peeringState=Connected
part VirtualNetworkPeering $web/virtualNetworks/vnet-web/virtualNetworkPeerings/web-to-hub \
  --property "remoteVirtualNetwork={id: $hub/virtualNetworks/vnet-hub}" --property allowVirtualNetworkAccess=true \
  --property allowGatewayTransit=false --property useRemoteGateways=true --property peeringState=Connected

# AWS: the network account has the transit gateway, with AWS's defaults, and a customer gateway.
table=tgw-rtb-0a1b2c3d4e5f60718
aws ec2transitgateway/transitGateway:TransitGateway tgw-0a1b2c3d4e5f60718 \
  --property 'ownerId="444455556666"' --property amazonSideAsn=64620 \
  --property associationDefaultRouteTableId=$table --property propagationDefaultRouteTableId=$table
aws ec2/customerGateway:CustomerGateway cgw-0a1b2c3d4e5f60718 \
  --property 'ownerId="444455556666"' --property type=ipsec.1 --property 'bgpAsn="65010"' \
  --property ipAddress=203.0.113.10

# AWS: the VPC that servers recover into, and another one.
vpc=vpc-0a1b2c3d4e5f60718
shared=vpc-0f1e2d3c4b5a69788
aws ec2/vpc:Vpc $vpc --property cidrBlock=10.50.0.0/16 --property 'tags={Name: erp}'
aws ec2/vpc:Vpc $shared --property cidrBlock=10.52.0.0/16 --property 'tags={Name: shared-services}'
aws ec2/routeTable:RouteTable rtb-0f1e2d3c4b5a69788 --property vpcId=$shared --property 'routes=[]'
# zone, its letter in the ids, number of its range
while read -r zone letter number; do
  subnet=subnet-0a1b2c3d4e5f60${letter}01
  rtb=rtb-0a1b2c3d4e5f60${letter}01
  aws ec2/subnet:Subnet "$subnet" \
    --property vpcId=$vpc --property "cidrBlock=10.50.$number.0/24" --property "availabilityZone=$zone"
  aws ec2/routeTable:RouteTable "$rtb" --property vpcId=$vpc --property 'routes=[]'
  aws ec2/routeTableAssociation:RouteTableAssociation "rtbassoc-0a1b2c3d4e5f60${letter}01" \
    --property "subnetId=$subnet" --property "routeTableId=$rtb"
  subnet=subnet-0f1e2d3c4b5a60${letter}01
  aws ec2/subnet:Subnet "$subnet" \
    --property vpcId=$shared --property "cidrBlock=10.52.$number.0/24" --property "availabilityZone=$zone"
  aws ec2/routeTableAssociation:RouteTableAssociation "rtbassoc-0f1e2d3c4b5a60${letter}01" \
    --property "subnetId=$subnet" --property routeTableId=rtb-0f1e2d3c4b5a69788
done <<ZONES
eu-central-1a a 1
eu-central-1b b 2
ZONES
aws ec2/natGateway:NatGateway nat-0a1b2c3d4e5f60718 --property subnetId=subnet-0a1b2c3d4e5f60a01
