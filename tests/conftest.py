"""What all tests share: the profile of hypothesis, so that a run can be repeated."""

from hypothesis import settings

settings.register_profile("house", deadline=None, derandomize=True)
settings.load_profile("house")
