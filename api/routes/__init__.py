"""The routes, one module a subject. Thin: read the request, call one thing, answer."""
