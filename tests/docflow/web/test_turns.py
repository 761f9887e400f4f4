"""Pages take turns in a process, and none waits long for another."""

import threading
from typing import Any

from django.http import HttpResponse
from django.test import RequestFactory

from docflow.web.middleware import LONGEST_TURN, TURNS, few_at_once

PATIENCE = 20  # seconds, on a busy machine


def test_a_page_does_not_wait_for_pages_that_take_long() -> None:
    slow, begun, go_on = [], threading.Semaphore(0), threading.Event()

    def following(request: Any) -> HttpResponse:
        if request.path == "/slow/":
            begun.release()
            go_on.wait(PATIENCE)
        return HttpResponse()

    answer = few_at_once(following)
    for _ in range(TURNS):
        slow.append(threading.Thread(target=answer, args=[RequestFactory().get("/slow/")]))
        slow[-1].start()
        assert begun.acquire(timeout=PATIENCE)
    quick = threading.Thread(target=answer, args=[RequestFactory().get("/")])
    act = threading.Thread(target=answer, args=[RequestFactory().post("/")])

    quick.start()
    act.start()
    act.join(LONGEST_TURN / 2)
    waited = (quick.is_alive(), act.is_alive())
    quick.join(PATIENCE)

    assert waited == (True, False)
    assert not quick.is_alive()
    assert all(each.is_alive() for each in slow)
    go_on.set()
