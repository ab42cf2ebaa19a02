"""Pulumi components: they turn the blueprint into resources one to one, and compute nothing themselves."""
