"""Mounts the pages; there are none yet."""

urlpatterns: list[object] = []
