"""A joint document under fire: each body signs and seals in its turn, once, and all stay valid."""


def test_a_joint_document_is_finished_though_each_body_is_killed_at_every_write(installation):
    found = installation.play("joint")

    print(f"{installation.setup}: {found}")
    assert (found["state"], found["number"]) == ("sealed", 1)
    assert found["signers"] == ["minh", "nam", "hoa", "tuan"]
    assert found["fields"] == ["Leader", "Leader2", "Seal", "Seal2"]
    assert found["verdict"] == "TOTAL_PASSED"
    assert found["versions"] == 5
    assert found["kills"] >= 10
    assert found["whole"]
