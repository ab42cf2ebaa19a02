"""AWS quotas that a recovery meets, as data: code, default value, adjustability, source."""

from dataclasses import KW_ONLY, dataclass
from typing import Final

_DRS: Final = "AWS General Reference, Elastic Disaster Recovery quotas; DRS user guide, Disaster recovery at scale"
_EBS: Final = "Amazon EBS user guide, Quotas for Amazon EBS"
_EC2: Final = "Amazon EC2 user guide, On-Demand Instance quotas"
_VPC: Final = "Amazon VPC user guide, Amazon VPC quotas"


@dataclass(frozen=True)
class Quota:
    """One quota of an account in a Region.

    Attributes:
        code: as Service Quotas names it.
        name: what it bounds.
        value: its default; None where AWS gives every account a value of its own.
        unit: of the value.
        source: where AWS documents it.
        adjustable: whether AWS raises it on request.
    """

    code: str
    name: str
    value: int | None
    unit: str
    source: str
    _: KW_ONLY
    adjustable: bool


REPLICATING: Final = Quota("L-C1D14A2B", "replicating source servers", 300, "servers", _DRS, adjustable=False)
SOURCE_SERVERS: Final = Quota("L-E28BE5E0", "source servers", 4000, "servers", _DRS, adjustable=True)
SERVERS_A_JOB: Final = Quota("L-B827C881", "servers in one job", 100, "servers", _DRS, adjustable=False)
SERVERS_IN_JOBS: Final = Quota("L-05AFA8C6", "servers in all active jobs", 500, "servers", _DRS, adjustable=False)
JOBS: Final = Quota("L-D88FAC3A", "jobs at a time", 20, "jobs", _DRS, adjustable=False)
JOBS_A_SERVER: Final = Quota("L-DD6D028C", "jobs of a server at a time", 1, "jobs", _DRS, adjustable=False)
SNAPSHOTS: Final = Quota("L-309BACF6", "EBS snapshots", 100_000, "snapshots", _EBS, adjustable=True)
GP2_STORAGE: Final = Quota("L-D18FCD1D", "storage of gp2 volumes", 50, "TiB", _EBS, adjustable=True)
GP3_STORAGE: Final = Quota("L-7A658B76", "storage of gp3 volumes", 50, "TiB", _EBS, adjustable=True)
ST1_STORAGE: Final = Quota("L-82ACEF56", "storage of st1 volumes", 50, "TiB", _EBS, adjustable=True)
VCPUS: Final = Quota("L-1216C47A", "vCPUs of standard instances", None, "vCPUs", _EC2, adjustable=True)
INTERFACES: Final = Quota("L-DF5E4CA3", "network interfaces", 5000, "interfaces", _VPC, adjustable=True)

QUOTAS: Final = (
    REPLICATING, SOURCE_SERVERS, SERVERS_A_JOB, SERVERS_IN_JOBS, JOBS, JOBS_A_SERVER,
    SNAPSHOTS, GP2_STORAGE, GP3_STORAGE, ST1_STORAGE, VCPUS, INTERFACES,
)  # fmt: skip
"""Every quota that the sizing looks at."""

STORAGE: Final = {"GP2": GP2_STORAGE, "GP3": GP3_STORAGE, "ST1": ST1_STORAGE, "AUTO": GP3_STORAGE}
"""The quota that staging volumes count against, by `replication.staging_disk_type`; `AUTO` is counted as gp3."""

EC2_INSTANCES: Final = {
    **{f"{family}.{size}": (vcpus, mbps) for family in ("t3", "t3a") for size, vcpus, mbps in (
        ("nano", 2, 32), ("micro", 2, 64), ("small", 2, 128), ("medium", 2, 256), ("large", 2, 512),
        ("xlarge", 4, 1024), ("2xlarge", 8, 2048))},
    **{f"{family}.{size}": (vcpus, mbps) for family in ("m5", "c5") for size, vcpus, mbps in (
        ("large", 2, 750), ("xlarge", 4, 1250), ("2xlarge", 8, 2500), ("4xlarge", 16, 5000))},
}  # fmt: skip
"""vCPUs and baseline network bandwidth in Mbit/s of instance types that replication servers usually have (Amazon EC2
instance types, network specifications; compared figure by figure with the table that Karpenter's repository generates
from them, pkg/providers/instancetype/zz_generated.bandwidth.go, in 2026). Others are taken as no bound."""
