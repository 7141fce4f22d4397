"""Measurements beside references taken in the same run: `python -m bench`.

Two tests alternate, A B A B, and what counts is the median of the ratios of each round: machines
are shared, and the same test moves up to twice between rounds. Nothing here passes or fails.
"""
