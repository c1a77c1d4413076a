"""Custom actions: they read the tracker, call policy, eligibility and forms, and say the result.

Loaded by ``rasa_sdk.executor.ActionExecutor.register_package("actions")``. Nothing here decides a
policy fact, a verdict or a field value.
"""
