"""Rules about ranges and the subnets that gateways need."""
