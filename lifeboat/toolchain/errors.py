"""What goes wrong while a machine is set up."""


class ToolchainError(Exception):
    """The machine cannot be set up. The message says what was tried, what was found and what to do."""
