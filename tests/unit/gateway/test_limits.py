import pytest

from common.config import ConfigError
from common.errors import TooManyRequestsError
from gateway.clients import Limiter


def test_one_caller_too_many_times_is_told_when_to_come_back() -> None:
    limiter = Limiter("3/hour")
    for _ in range(3):
        limiter.hit("user:1")
    with pytest.raises(TooManyRequestsError) as refusal:
        limiter.hit("user:1")
    assert refusal.value.retry_after_s is not None
    assert 0 < refusal.value.retry_after_s <= 3600
    limiter.hit("user:2")


def test_zero_means_no_limit() -> None:
    limiter = Limiter("0")
    for _ in range(1000):
        limiter.hit("user:1")


def test_a_rate_that_cannot_be_read_is_named_with_its_remedy() -> None:
    with pytest.raises(ConfigError, match="DONDOC_RATE_LIMIT"):
        Limiter("many")
