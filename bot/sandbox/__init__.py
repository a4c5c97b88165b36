"""A local Bot API server with a chat page: try the bot without a token and without the internet.

Nothing leaves this machine, and only this machine may ask: see `guard`. Tests talk to the same
server, with judges of every request switched on.
"""
