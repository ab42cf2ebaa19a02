#!/bin/sh
# Puts into the simulated clouds what Pulumi.brownfield.yaml adopts, as if somebody else had made it.
set -eu

plant() { lifeboat sandbox plant "$@"; }

group=/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-erp-network
vnet=$group/providers/Microsoft.Network/virtualNetworks/vnet-erp

plant azure-native:resources:ResourceGroup "$group" \
  --property name=rg-erp-network --property location=westeurope --property 'tags={owner: erp-team}'
plant azure-native:network:VirtualNetwork "$vnet" \
  --property name=vnet-erp --property resourceGroupName=rg-erp-network --property location=westeurope \
  --property 'addressSpace={addressPrefixes: [10.40.0.0/16]}'
plant azure-native:network:Subnet "$vnet/subnets/GatewaySubnet" \
  --property name=GatewaySubnet --property addressPrefix=10.40.255.0/27 \
  --property resourceGroupName=rg-erp-network --property virtualNetworkName=vnet-erp
plant azure-native:network:Subnet "$vnet/subnets/erp" \
  --property name=erp --property addressPrefix=10.40.1.0/24 \
  --property resourceGroupName=rg-erp-network --property virtualNetworkName=vnet-erp

vpc=vpc-0a1b2c3d4e5f60718
plant aws:ec2/vpc:Vpc $vpc --region eu-central-1 \
  --property cidrBlock=10.50.0.0/16 --property 'tags={Name: erp}'
# zone, its letter in the ids, range
while read -r zone letter range; do
  plant aws:ec2/subnet:Subnet "subnet-0a1b2c3d4e5f60${letter}01" --region eu-central-1 \
    --property vpcId=$vpc --property "cidrBlock=$range" --property "availabilityZone=$zone"
  plant aws:ec2/routeTable:RouteTable "rtb-0a1b2c3d4e5f60${letter}01" --region eu-central-1 \
    --property vpcId=$vpc --property 'routes=[]'
  plant aws:ec2/routeTableAssociation:RouteTableAssociation "rtbassoc-0a1b2c3d4e5f60${letter}01" \
    --region eu-central-1 --property "subnetId=subnet-0a1b2c3d4e5f60${letter}01" \
    --property "routeTableId=rtb-0a1b2c3d4e5f60${letter}01"
done <<ZONES
eu-central-1a a 10.50.1.0/24
eu-central-1b b 10.50.2.0/24
ZONES
plant aws:ec2/natGateway:NatGateway nat-0a1b2c3d4e5f60718 --region eu-central-1 \
  --property subnetId=subnet-0a1b2c3d4e5f60a01
