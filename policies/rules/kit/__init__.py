"""What rules are made of: the rule record, reading of properties, ranges, and the graph of connected networks."""
