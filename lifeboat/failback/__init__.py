"""Failing back to Azure: what has to be right before the day."""
