"""Which calls to an S3 server carry the condition."""

import pytest

from storage.conditional import makes_visible

OBJECT = "http://host/bucket/sha256/ab/cd/name"


@pytest.mark.parametrize(
    ("method", "query", "expected"),
    [
        ("PUT", "", True),
        ("PUT", "?partNumber=1&uploadId=u", False),
        ("POST", "?uploads=", False),
        ("POST", "?uploadId=u", True),
        ("DELETE", "?uploadId=u", False),
        ("GET", "", False),
    ],
)
def test_only_the_call_that_shows_an_object_is_conditional(method, query, expected):
    assert makes_visible(method, OBJECT + query) is expected
