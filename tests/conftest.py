"""What holds for all tests: a busy machine is no reason to fail, and each begins in English."""

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from tutor.language import set_language

settings.register_profile("tutor", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("tutor")


@pytest.fixture
def chinese() -> Iterator[None]:
    """Learners are spoken to in Chinese."""
    set_language("zh")
    yield
    set_language("en")
