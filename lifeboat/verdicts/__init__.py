"""What the engine's policy run said, as plain data, and the forms in which people and machines read it."""
