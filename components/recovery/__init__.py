"""The AWS side: where workloads come up after a failover."""
