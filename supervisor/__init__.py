"""Runs the app and the dialogue engine together: starts, watches, restarts, stops.

Knows nothing of either but a command, a probe address and a log file.
"""
