"""The whole story under kill -9, on both set-ups: at each write, each commit, each named point."""

import os
import secrets

POINTS = {
    "write",
    "commit.before",
    "commit.after",
    "signed.before_store",
    "signed.after_store",
    "task.claimed",
    "task.done",
    "pump.before_publish",
    "pump.after_publish",
    "ring",
    "moment",
}


def test_nothing_is_lost_or_doubled_when_processes_are_killed_two_hundred_times(installation):
    seed = os.environ.get("CRASH_SEED") or secrets.token_hex(4)

    found = installation.play("story", seed)

    print(f"{installation.setup}, seed {seed}: {found['total']} kills, {found['kills']}, {found}")
    assert found["total"] >= 200
    assert set(found["kills"]) == POINTS
    assert found["differences"] == []
    assert found["lost"] == []
    assert found["doubled"] == []
    assert found["unfinished"] == []
    assert found["checked"]["waiting"] == 0
    assert found["checked"]["documents"] == 8
    assert found["orphans_removed"] == found["checked"]["orphans"] > 0
    assert found["orphans_left"] == 0
    assert found["differences_after_sweep"] == []
