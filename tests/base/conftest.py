from hypothesis import settings

# The checks share two cores with other work: a pause of the machine is no failure.
settings.register_profile("portal", deadline=None)
settings.load_profile("portal")
