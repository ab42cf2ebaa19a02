"""How the simulated clouds behave: one record a resource type, one table of everything they refuse."""
