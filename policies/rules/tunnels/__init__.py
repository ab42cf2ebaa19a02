"""Rules about the tunnels between the clouds."""
