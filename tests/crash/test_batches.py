"""A batch under fire: killed again and again, everything is signed and nothing twice."""

from tests.crash.batches import PAPERS


def test_a_killed_batch_is_taken_up_again_and_nothing_is_signed_twice(installation):
    found = installation.play("batches")

    print(f"{installation.setup}: {found}")
    assert found["states"] == ["signed"] * PAPERS
    assert found["papers"] == ["signed"] * PAPERS
    assert set(found["versions"]) == {2}
    assert found["passed"] == ["TOTAL_PASSED"] * PAPERS
    assert found["kills"] >= 10
    assert found["whole"]
