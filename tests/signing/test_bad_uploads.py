"""Every bad file is named for what it is, in ten seconds and 512 MB; nothing calls anywhere."""

from signing import child
from signing.upload import check_upload
from tests.bad_uploads import active, damaged, endless, shown
from tests.bad_uploads.listening import site
from tests.bad_uploads.measuring import Cost

LONGEST, MOST = 10, 512  # seconds, megabytes
ENOUGH = 170


def test_every_bad_file_is_named_in_time_and_in_little_memory(tmp_path, capsys):
    wrong, costs = [], {}
    child.warm_up()
    path = tmp_path / "upload.pdf"
    with site() as (address, callers):
        for part in (active, shown, endless, damaged):
            for bad in part.files():
                path.write_bytes(bad.content.replace(active.SITE, address))
                with Cost() as costs[bad.name]:
                    verdict = check_upload(path)
                codes = {problem.code for problem in verdict.problems}
                if verdict.accepted or not codes & set(bad.code.split()):
                    wrong.append((bad.name, bad.code, codes))
                if not all(problem.remedy for problem in verdict.problems[:1]):
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
    assert len(costs) >= ENOUGH
    assert costs[slowest].seconds < LONGEST
    assert costs[largest].megabytes < MOST
