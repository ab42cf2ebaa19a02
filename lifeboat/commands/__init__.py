"""One module per subcommand of `lifeboat`, each with a click command named `command`."""
