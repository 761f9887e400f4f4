"""Every bad file is named for what it is, in ten seconds and 512 MB; nothing calls anywhere."""

from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from pathlib import Path

import pytest

from signing import child
from signing.upload import UploadVerdict, check_office, check_upload
from tests.bad_uploads import active, damaged, endless, office, shown
from tests.bad_uploads.listening import site
from tests.bad_uploads.measuring import Cost
from tests.bad_uploads.writing import Bad

LONGEST, MOST = 10, 512  # seconds, megabytes
Judge = Callable[[Path, Bad], UploadVerdict]


def papers() -> Iterator[Bad]:
    """PDFs and what calls itself so."""
    return chain(*(part.files() for part in (active, shown, endless, damaged)))


def of_a_paper(path: Path, _bad: Bad) -> UploadVerdict:
    """As a PDF is judged."""
    return check_upload(path)


def of_a_document(path: Path, bad: Bad) -> UploadVerdict:
    """As a document of a word processor is judged, of the kind its name tells."""
    return check_office(path, bad.name.rpartition(".")[2])


@pytest.mark.parametrize(
    ("files", "judge", "enough"),
    [(papers, of_a_paper, 180), (office.files, of_a_document, 57)],
    ids=["pdf", "office"],
)
def test_every_bad_file_is_named_in_time_and_in_little_memory(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    files: Callable[[], Iterable[Bad]],
    judge: Judge,
    enough: int,
) -> None:
    wrong, costs = [], {}
    child.warm_up()
    path = tmp_path / "upload"
    with site() as (address, callers):
        for bad in files():
            path.write_bytes(bad.content.replace(active.SITE, address))
            with Cost() as costs[bad.name]:
                verdict = judge(path, bad)
            codes = {problem.code for problem in verdict.problems}
            if verdict.accepted or not codes & set(bad.code.split()):
                wrong.append((bad.name, bad.code, codes))
            elif not verdict.problems[0].remedy:
                wrong.append((bad.name, "no remedy", codes))

    slowest = max(costs, key=lambda name: costs[name].seconds)
    largest = max(costs, key=lambda name: costs[name].megabytes)
    with capsys.disabled():
        print(
            f"\n{len(costs)} bad files: {slowest} took {costs[slowest].seconds:.2f} s, "
            f"{largest} {costs[largest].megabytes:.0f} MB"
        )
    assert wrong == []
    assert callers == []
    assert len(costs) >= enough
    assert costs[slowest].seconds < LONGEST
    assert costs[largest].megabytes < MOST
