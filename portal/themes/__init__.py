"""What people say, put together: themes of petitions, opinions heard, a synthesis per unit.

A codebook of themes is kept by people. The portal suggests a theme and an officer confirms it;
nothing is routed, confirmed or closed by a suggestion.
"""
