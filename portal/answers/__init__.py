"""Answers: what everybody may read of petitions, and how offices are doing with them.

The lead publishes an answered petition as a copy without names; everybody reads, searches, says
"me too", and looks at the statistics of every office. The domain of petitions lies a floor below.
"""
