"""What a reviewer needs to see before saying yes: what could hurt, what changes, cost, time, rules, pictures."""
