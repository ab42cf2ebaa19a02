"""The stand-in provider process: `python -m lifeboat.sandbox.provider <package>`.

It speaks Pulumi's provider protocol on one side and the catalogs of `lifeboat.sandbox.clouds` on the other.
Nothing here imports the Pulumi SDK: five of these processes start at every preview.
"""
