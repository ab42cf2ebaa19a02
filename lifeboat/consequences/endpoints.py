"""Who reaches what: security groups, endpoints of private mode, names that Azure forwards, ways into the drill VPC."""

from collections.abc import Mapping
from typing import Final

from lifeboat.consequences import tokens
from lifeboat.consequences.interconnect import PATH
from lifeboat.consequences.model import TAGS, USUAL, DangerClass, Kind, Reversible, Takes, harm, quiet

_NETWORK: Final = "AWS DRS user guide, Network requirements"
_GROUPS: Final = "Amazon VPC user guide, Security groups"
_PRIVATELINK: Final = "AWS PrivateLink guide, Access AWS services through AWS PrivateLink"
_RESOLVER: Final = "Route 53 developer guide, Forwarding inbound DNS queries to your VPCs"
_CONNECT: Final = "EC2 user guide, EC2 Instance Connect Endpoint"
_AZURE_DNS: Final = "Azure docs, Azure DNS Private Resolver"
_AZURE_GROUPS: Final = "Azure docs, Network security groups"
_CONTROL: Final = "a service that replication or people need: agents and replication servers lose control of it"
_NAMES: Final = "names of AWS's endpoints in Azure: agents find neither DRS nor S3, so replication stalls"
_RULE: Final = "what the rule let through: without 1500 and 443 replication stops"


def _rule(direction: str) -> Kind:
    return Kind(
        frozenset({"securityGroupId"}),
        harm(DangerClass.OUTAGE, f"the rule about what comes {direction} is made anew", f"{_NETWORK}; {_GROUPS}",
             loses=_RULE, minutes=1),
        {
            "cidrIpv*": harm(DangerClass.PROTECTION, f"what comes {direction} is another range", _NETWORK),
            "*Port": harm(DangerClass.PROTECTION, f"what comes {direction} has other ports", _NETWORK),
            "ipProtocol": harm(DangerClass.PROTECTION, f"what comes {direction} has another protocol", _NETWORK),
            "prefixListId": harm(DangerClass.PROTECTION, f"what comes {direction} is another list", _NETWORK),
            "referencedSecurityGroupId": harm(DangerClass.PROTECTION, f"what comes {direction} is another group",
                                             _GROUPS),
            **quiet("description"), **TAGS,
        },
        harm(DangerClass.OUTAGE, f"the rule about what comes {direction} is taken out", f"{_NETWORK}; {_GROUPS}",
             loses=_RULE, lasting=True),
    )  # fmt: skip


def _forwarding(properties: frozenset[str], minutes: int, updated: str, takes: Takes) -> Kind:
    return Kind(
        PATH | properties,
        harm(DangerClass.OUTAGE, "it is made anew, and until then Azure does not ask AWS", f"{_AZURE_DNS}; minutes: "
             f"{USUAL}", loses=_NAMES, minutes=minutes, reversible=Reversible.PARTLY),
        {"forwardingRuleState": harm(DangerClass.OUTAGE, "Azure asks AWS for these names, or no more", _AZURE_DNS,
                                     loses=_NAMES, lasting=True),
         updated: harm(DangerClass.DEGRADED, "Azure asks other addresses, or from another place", _AZURE_DNS,
                       loses=_NAMES, minutes=1, instead="The old addresses have to answer until then."),
         **TAGS},
        harm(DangerClass.OUTAGE, "Azure does not ask AWS for these names any more", _AZURE_DNS, loses=_NAMES,
             lasting=True, reversible=Reversible.PARTLY),
        takes=takes,
    )  # fmt: skip


ENDPOINTS: Final[Mapping[str, Kind]] = {
    tokens.SECURITY_GROUP: Kind(
        frozenset({"description", "name", "vpcId"}),
        harm(DangerClass.OUTAGE, "another group is made; servers that replicate or run keep the old one, which AWS "
             "does not delete while they have it", f"{_GROUPS}; terraform-provider-aws, ForceNew",
             loses="members of the old group", minutes=5, reversible=Reversible.PARTLY,
             instead="Add a group beside it and move its members first."),
        quiet("revokeRulesOnDelete", "tags*"),
        harm(DangerClass.OUTAGE, "the group goes with its rules; AWS refuses that while something has it", _GROUPS,
             loses=_RULE, lasting=True, reversible=Reversible.PARTLY),
    ),
    tokens.DEFAULT_SECURITY_GROUP: Kind(
        frozenset({"vpcId"}),
        harm(DangerClass.PROTECTION, "the default group of another VPC is emptied; AWS keeps the old one as it is",
             "terraform-provider-aws, aws_default_security_group"),
        {"ingress*": harm(DangerClass.EXPOSURE, "the default group admits something", _GROUPS),
         "egress*": harm(DangerClass.EXPOSURE, "the default group lets something out", _GROUPS), **TAGS},
        harm(DangerClass.PROTECTION, "AWS keeps the group as it is, but nobody holds it empty any more",
             "terraform-provider-aws, aws_default_security_group", lasting=True, loses="the empty default group"),
    ),
    tokens.INGRESS: _rule("in"),
    tokens.CLASSIC_RULE: Kind(
        frozenset({"*"}),
        harm(DangerClass.OUTAGE, "the rule is made anew", f"{_NETWORK}; {_GROUPS}", loses=_RULE, minutes=1),
        quiet("description"),
        harm(DangerClass.OUTAGE, "the rule is taken out", f"{_NETWORK}; {_GROUPS}", loses=_RULE, lasting=True),
    ),
    tokens.AZURE_RULE: Kind(
        PATH | {"networkSecurityGroupName", "securityRuleName"},
        harm(DangerClass.OUTAGE, "the rule of Azure's group is made anew", f"{_NETWORK}; {_AZURE_GROUPS}", loses=_RULE,
             minutes=1),
        {**quiet("description"),
         "*": harm(DangerClass.PROTECTION, "the rule lets something else through, or at another place in the order",
                   f"{_NETWORK}; {_AZURE_GROUPS}")},
        harm(DangerClass.OUTAGE, "the rule of Azure's group is taken out", f"{_NETWORK}; {_AZURE_GROUPS}", loses=_RULE,
             lasting=True),
    ),
    tokens.AZURE_GROUP: Kind(
        PATH | {"networkSecurityGroupName"},
        harm(DangerClass.OUTAGE, "the group is made anew with its rules", _AZURE_GROUPS, loses=_RULE, minutes=2),
        {**TAGS, "*": harm(DangerClass.PROTECTION, "other rules judge what reaches its subnets", _AZURE_GROUPS)},
        harm(DangerClass.EXPOSURE, "no rule stands before its subnets any more", _AZURE_GROUPS),
    ),
    tokens.EGRESS: _rule("out"),
    tokens.ENDPOINT: Kind(
        frozenset({"vpcId", "serviceName", "vpcEndpointType"}),
        harm(DangerClass.OUTAGE, "the endpoint is made anew, with other addresses and another name of its own",
             f"{_PRIVATELINK}; minutes: {USUAL}", loses=_CONTROL, minutes=5, reversible=Reversible.PARTLY,
             instead="Where agents were given --endpoint with its name, give them the new one."),
        {
            "policy": harm(DangerClass.EXPOSURE, "others may use the endpoint, or for something else",
                           "AWS PrivateLink guide, Control access using endpoint policies"),
            "securityGroupIds*": harm(DangerClass.PROTECTION, "other rules stand before the endpoint", _PRIVATELINK),
            "subnetIds*": harm(DangerClass.DEGRADED, "the endpoint gains or loses zones, and addresses with them",
                               _PRIVATELINK, loses="its addresses in zones that it leaves", minutes=2),
            "subnetConfigurations*": harm(DangerClass.DEGRADED, "the endpoint gets other addresses", _PRIVATELINK,
                                          loses="what asks for the old addresses", minutes=2),
            "routeTableIds*": harm(DangerClass.DEGRADED, "other subnets reach the service through it",
                                   "AWS PrivateLink guide, Gateway endpoints", loses=_CONTROL, minutes=1),
            "privateDnsEnabled": harm(DangerClass.OUTAGE, "the service's own name leads to the endpoint, or no more",
                                      _PRIVATELINK, loses=_CONTROL, minutes=5),
            "dnsOptions*": harm(DangerClass.DEGRADED, "names of the service are answered in another way", _PRIVATELINK,
                                loses=_CONTROL, minutes=1),
            **TAGS,
        },
        harm(DangerClass.OUTAGE, "the service is reached through this endpoint no more", _PRIVATELINK, loses=_CONTROL,
             lasting=True, reversible=Reversible.PARTLY),
        takes=Takes(2, 2, 2, USUAL),
    ),
    tokens.INSTANCE_CONNECT: Kind(
        frozenset({"subnetId", "securityGroupIds", "preserveClientIp"}),
        harm(DangerClass.DEGRADED, "the way in for people is made anew", _CONNECT,
             loses="SSH and RDP into drills", minutes=5, reversible=Reversible.PARTLY),
        TAGS,
        harm(DangerClass.PROTECTION, "people reach drills in this way no more",
             _CONNECT, loses="SSH and RDP into drills", lasting=True),
        takes=Takes(3, 1, 3, USUAL),
    ),
    tokens.RESOLVER_ENDPOINT: Kind(
        frozenset({"direction", "securityGroupIds"}),
        harm(DangerClass.OUTAGE, "the endpoint is made anew; Azure forwards to its addresses, which only reservations "
             "keep", f"{_RESOLVER}; minutes: {USUAL}", loses=_NAMES, minutes=5, reversible=Reversible.PARTLY,
             instead="Check that Azure's rules have the new addresses, also those of forwarders outside this stack."),
        {
            "ipAddresses*": harm(DangerClass.DEGRADED, "Azure forwards to these addresses: rules outside this stack "
                                 "still have the old ones", _RESOLVER, loses=_NAMES, minutes=5,
                                 reversible=Reversible.PARTLY,
                                 instead="Change one address, then what forwards to it, then the other."),
            "protocols*": harm(DangerClass.DEGRADED, "it is asked in another way", _RESOLVER, loses=_NAMES, minutes=1),
            "resolverEndpointType": harm(DangerClass.DEGRADED, "it is asked over IPv4, IPv6 or both", _RESOLVER,
                                         loses=_NAMES, minutes=1),
            **quiet("name", "tags*"),
        },
        harm(DangerClass.OUTAGE, "nobody answers what Azure forwards", _RESOLVER, loses=_NAMES, lasting=True,
             reversible=Reversible.PARTLY),
        takes=Takes(3, 3, 2, USUAL),
    ),
    tokens.DNS_RESOLVER: _forwarding(
        frozenset({"dnsResolverName", "virtualNetwork"}), 5, "virtualNetwork*", Takes(2, 1, 2, USUAL)
    ),
    tokens.OUTBOUND_ENDPOINT: _forwarding(
        frozenset({"dnsResolverName", "outboundEndpointName", "subnet"}), 5, "subnet*", Takes(2, 1, 2, USUAL)
    ),
    tokens.FORWARDING_RULESET: _forwarding(
        frozenset({"dnsForwardingRulesetName"}), 2, "dnsResolverOutboundEndpoints*", Takes(1, 1, 1, USUAL)
    ),
    tokens.FORWARDING_RULE: _forwarding(
        frozenset({"dnsForwardingRulesetName", "forwardingRuleName", "domainName"}), 1, "targetDnsServers*",
        Takes(0, 0, 0, USUAL),
    ),
    tokens.RULESET_LINK: _forwarding(
        frozenset({"dnsForwardingRulesetName", "virtualNetworkLinkName"}), 1, "virtualNetwork*", Takes(1, 1, 1, USUAL)
    ),
}  # fmt: skip
"""Who reaches what, by type token."""
