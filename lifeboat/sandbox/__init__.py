"""A simulated AWS and Azure on this machine that the real Pulumi engine deploys to."""
