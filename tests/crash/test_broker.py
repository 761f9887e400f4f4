"""The broker goes away; nobody's act waits for it, and what waits for it is not lost."""

import socket

import pytest


@pytest.mark.parametrize("template", ["servers"], indirect=True)
@pytest.mark.parametrize("silent", [False, True], ids=["refuses", "never answers"])
def test_a_document_issued_while_the_broker_is_away_is_delivered_later(installation, silent):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        if not silent:
            listener.close()

        issued = installation.play(
            "broker", "issue", CELERY_BROKER_URL=f"amqp://guest:guest@127.0.0.1:{port}//"
        )
    delivered = installation.play("broker", "deliver")

    assert issued["seconds"] < 3
    assert issued["waiting"] == 1
    assert delivered == {"told": [["01"]]}
