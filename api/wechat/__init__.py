"""The WeChat Official Account channel: the callback, the answers, the customer-service messages.

`channel.WeChat` is what the route talks to; `config.read` says whether the channel is on.
"""
