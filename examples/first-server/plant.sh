#!/bin/sh
# Puts the estate that Pulumi.first-server.yaml protects into the simulated Azure, as if somebody else had made it.
set -eu

plant() { lifeboat sandbox plant "$@"; }

group=/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-shop
vnet=$group/providers/Microsoft.Network/virtualNetworks/vnet-shop

plant azure-native:resources:ResourceGroup "$group" --property name=rg-shop --property location=westeurope
plant azure-native:network:VirtualNetwork "$vnet" \
  --property name=vnet-shop --property resourceGroupName=rg-shop --property location=westeurope \
  --property 'addressSpace={addressPrefixes: [10.40.0.0/16]}'
plant azure-native:network:Subnet "$vnet/subnets/app" \
  --property name=app --property addressPrefix=10.40.1.0/24 \
  --property resourceGroupName=rg-shop --property virtualNetworkName=vnet-shop
plant azure-native:compute:VirtualMachine "$group/providers/Microsoft.Compute/virtualMachines/vm-shop-1" \
  --property name=vm-shop-1 --property vmName=vm-shop-1 --property resourceGroupName=rg-shop \
  --property location=westeurope --property 'storageProfile={osDisk: {osType: Linux, createOption: FromImage}}'

# Roles of people in the recovery account.
for role in on-call recovery-team recovery-leads; do
  plant aws:iam/role:Role $role --property name=$role \
    --property "arn=arn:aws:iam::111122223333:role/$role" --property 'assumeRolePolicy="{}"'
done
