"""Changes by topic: who has words for what."""
