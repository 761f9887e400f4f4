"""The broker goes away; nobody's act waits for it, and what waits for it is not lost."""

import socket

import pytest


@pytest.mark.parametrize("template", ["servers"], indirect=True)
def test_a_document_issued_while_the_broker_does_not_answer_is_delivered_later(installation):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        issued = installation.play(
            "broker", "issue", CELERY_BROKER_URL=f"amqp://guest:guest@127.0.0.1:{port}//"
        )
    delivered = installation.play("broker", "deliver")

    assert issued["seconds"] < 3
    assert issued["waiting"] == 1
    assert delivered == {"told": [["01"]]}
