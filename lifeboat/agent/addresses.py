"""Where the agent's installer, its hash, the failback client and the APIs are, Region by Region."""

from typing import Final, Literal

from lifeboat.drs_buckets import BUCKET_SUFFIXES, bucket_host

Installer = Literal["linux", "windows", "windows-2012", "windows-2008"]
"""The four installers there are."""

INSTALLERS: Final[dict[Installer, str]] = {
    "linux": "latest/linux/aws-replication-installer-init",
    "windows": "latest/windows/AwsReplicationWindowsInstaller.exe",
    "windows-2012": "latest/windows_legacy/windows_2012_legacy/AwsReplicationWindows2012LegacyInstaller.exe",
    "windows-2008": "latest/windows_legacy/AwsReplicationWindowsLegacyInstaller.exe",
}
"""Their keys in the bucket. `windows-2008` is for 2008 and 2008 R2, `windows-2012` for 2012 and 2012 R2; neither may be
used elsewhere (DRS user guide, "Installing the AWS Replication Agent on Windows")."""

FAILBACK_CLIENT: Final = "latest/failback_livecd/aws-failback-livecd-64bit.iso"
"""Key of the failback client's ISO (DRS user guide, "Performing a failback with the Failback Client")."""

HASH_ENDING: Final = ".sha512"
"""What the key of a hash ends with, in the bucket of hashes."""


def download_url(region: str, key: str, s3_endpoint: str | None = None) -> str:
    """Return where a file of the service is downloaded from.

    Args:
        region: the recovery Region.
        key: of the file in the bucket; with `HASH_ENDING` it is looked for in the bucket of hashes.
        s3_endpoint: host name of an S3 interface endpoint, in private mode without DNS for the bucket's own name. An
            interface endpoint serves buckets by path below `bucket.` (Amazon S3, "AWS PrivateLink for Amazon S3").
    """
    hashes = "hashes-" if key.endswith(HASH_ENDING) else ""
    bucket = f"aws-elastic-disaster-recovery-{hashes}{region}{BUCKET_SUFFIXES.get(region, '')}"
    if s3_endpoint:
        return f"https://bucket.{s3_endpoint}/{bucket}/{key}"
    return f"https://{bucket_host(bucket, region)}/{key}"


def drs_url(region: str, endpoint: str | None = None) -> str:
    """Return the address of the DRS API, or of an interface endpoint for it."""
    return f"https://{endpoint or f'drs.{region}.amazonaws.com'}/"


def sts_url(region: str) -> str:
    """Return the address of the Region's security token service."""
    return f"https://sts.{region}.amazonaws.com/"
