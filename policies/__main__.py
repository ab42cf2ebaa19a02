"""The policy pack as the engine loads it: a name and the list of rules. Loading it must print nothing."""

from pulumi_policy import PolicyPack
from rules import ALL

PolicyPack("lifeboat", policies=[make_rule().policy() for make_rule in ALL])
