"""Lifeboat: a tested way from Microsoft Azure into AWS.

The package holds the pure core (`settings`, `blueprint`), the contract with operators (`outputs`) and the tools
around them (`sandbox`, `toolchain`, `cli`). Nothing in it imports `components` or `policies`.
"""
