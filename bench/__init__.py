"""Benchmarks of the running parts; `make bench` runs them."""
