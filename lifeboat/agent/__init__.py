"""The AWS Replication Agent on a server: where it is, what it needs, and the script that installs it."""
