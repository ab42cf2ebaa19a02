"""The Azure side: the network that is protected, and its VPN gateway."""
