"""The S3 buckets that AWS Elastic Disaster Recovery works from, in every Region it is offered in."""

from typing import Final

BUCKET_SUFFIXES: Final = {
    "ap-east-2": "-f1dcde1a",
    "ap-southeast-5": "-ebaf53cb",
    "ap-southeast-6": "-8a759f92",
    "ap-southeast-7": "-69ef66ac",
    "ca-west-1": "-2590fa22",
    "mx-central-1": "-1f310737",
}
"""What ends the service's bucket names in newer Regions (DRS user guide, "Installing the AWS Replication Agent on
Windows", table of download links; it shows the two installer buckets, the others are taken to follow)."""

_NAMES: Final = (
    "aws-drs-clients",
    "aws-drs-clients-hashes",
    "aws-drs-internal",
    "aws-drs-internal-hashes",
    "aws-elastic-disaster-recovery",
    "aws-elastic-disaster-recovery-hashes",
)


def service_buckets(region: str) -> tuple[str, ...]:
    """Return the buckets that installers, agents and replication servers download from.

    Source: DRS user guide, "Network requirements".
    """
    return tuple(f"{name}-{region}{BUCKET_SUFFIXES.get(region, '')}" for name in _NAMES)


def repository_bucket(region: str) -> str:
    """Return the bucket of Amazon Linux packages, which replication servers install from.

    Source: DRS user guide, "Network requirements".
    """
    return f"al2023-repos-{region}-de612dc2"


def bucket_host(bucket: str, region: str) -> str:
    """Return the host name a bucket is asked at."""
    return f"{bucket}.s3.{region}.amazonaws.com"
