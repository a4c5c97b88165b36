"""When it happens: settings, timers, the running service and the command line."""
