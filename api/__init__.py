"""The HTTP service: the chat channel, the engine's actions, downloads, and the web page."""
