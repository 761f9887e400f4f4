"""A leader signs from the page with the key on the desk; and what the page says when it cannot."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.people import Visit, barriers, shown
from tests.servers.at_desk import PORT, AtDesk
from tests.servers.plugin import PORT as PLUGIN
from tests.servers.plugin import Plugin

LEADER, PIN = "15964-1", "97531"
LAID_OUT = """
import json, sys
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from cryptography.x509 import load_pem_x509_certificate
from docflow.demo import scenes
from docflow.demo.scenes import Plan, Stage
from docflow.demo.telling import Teller
from docflow.outgoing.contents import To
from docflow.outgoing.models import Channel
from docflow.signatures import keyring
from docflow.units.system import System
from signing.keys.desk import Found
from tests.browser.morning import _office
office = _office("15964")
stage = Stage(Teller(sys.stderr))
papers = []
LISTED = ("Ký hàng loạt 1", "Ký hàng loạt 2")
for subject in ("Ký tại bàn làm việc", "Ký không được", "Ký cả tệp", *LISTED):
    plan = Plan(office, "REPORT", subject, (To(name="Ông Bình", channel=Channel.PAPER),))
    papers.append(str(scenes.to_the_leader(stage, plan, scenes.draft(stage, plan)).document.uid))
post = office.leader.appointment
private, certificate = keyring.authority().issue(post.user.full_name, post.unit.name)
chain = keyring.authority().chain_pem
keyring.register_found(post, Found(certificate), b"".join(chain), by=System())
lock = BestAvailableEncryption(b"97531")
parsed = load_pem_x509_certificate(certificate)
issuers = [load_pem_x509_certificate(each) for each in chain]
bundle = pkcs12.serialize_key_and_certificates(b"desk", private, parsed, issuers, lock)
print(json.dumps({"papers": papers, "p12": bundle.hex()}))
"""
FOUND = """
import json
from docflow.outgoing.models import Outgoing
found = {}
for uid in %s:
    paper = Outgoing.objects.get(document__uid=uid)
    verdicts = [each.verdict["indication"] for each in paper.document.signatures.all()]
    found[uid] = [paper.state, verdicts]
print(json.dumps(found))
"""
AWAY = "[data-says=away]"


@pytest.fixture
def own(visit: Visit) -> Iterator[Visit]:
    """A visit in which the page speaks to the program on this machine, there or not."""
    yield visit
    ours = [f"127.0.0.1:{port}" for port in (PORT, PLUGIN)]
    said = visit.complaints
    said[:] = [each for each in said if not any(one in each for one in ours)]


def open_desk(visit: Visit, p12: Path, origin: str = "") -> AtDesk:
    return AtDesk.begin(origin or visit.site.address, "--p12", str(p12), port=PORT)


def press(page: Page, uid: str) -> None:
    page.goto(f"/outgoing/{uid}/sign/")
    page.locator("[data-start]").click()


def test_a_leader_signs_with_the_key_on_the_desk_and_is_told_what_is_missing(
    own: Visit, at_site: Callable[[str], str], tmp_path: Path
) -> None:
    laid = json.loads(at_site(LAID_OUT).splitlines()[-1])
    good, bad, whole, *several = laid["papers"]
    p12 = tmp_path / "desk.p12"
    p12.write_bytes(bytes.fromhex(laid["p12"]))
    page = own.as_(LEADER)

    press(page, bad)
    expect(page.locator(AWAY)).to_be_focused()
    shown(page, "desk-away")
    assert barriers(page) == []
    page.locator(f"{AWAY} a").click()
    expect(page.locator(AWAY)).to_be_visible()
    assert own.site.address in page.locator(f"{AWAY} code").inner_text()
    shown(page, "desk-missing")
    assert barriers(page) == []

    elsewhere = open_desk(own, p12, "https://elsewhere.example")
    press(page, bad)
    expect(page.locator(AWAY)).to_be_focused()
    elsewhere.end()

    desk = open_desk(own, p12)
    page.goto("/signing/at_desk/")
    expect(page.locator("[data-says=there]")).to_be_visible()
    shown(page, "desk-there")
    press(page, bad)
    expect(page.locator("[data-says=waiting]")).to_be_visible()
    shown(page, "desk-waiting")
    desk.type("wrong")
    expect(page.locator("[data-says=refused]")).to_contain_text("PIN is wrong")
    page.locator("[data-start]").click()
    desk.type("")
    expect(page.locator("[data-says=refused]")).to_contain_text("Nothing is signed")
    shown(page, "desk-refused")

    press(page, good)
    desk.wait_for("Ký tại bàn làm việc")
    desk.type(PIN)
    expect(page.locator("main .notice-line").first).to_contain_text("Ký tại bàn làm việc")
    shown(page, "desk-signed")

    page.goto("/signing/several/?" + "&".join(f"uid={uid}" for uid in several))
    shown(page, "desk-list")
    assert barriers(page) == []
    page.locator("main .acts button").click()
    shown(page, "desk-consented")
    assert barriers(page) == []
    page.locator("[data-start]").click()
    desk.wait_for("2 documents with one PIN")
    desk.type(PIN)
    expect(page.locator("#batch .mark.good")).to_have_count(2)
    expect(page.locator("[data-start]")).to_have_count(0)
    shown(page, "desk-list-signed")
    desk.end()

    start = page.locator("[data-plugin-start]")
    page.goto(f"/outgoing/{whole}/sign/")
    start.click()
    expect(page.locator("[data-says=no_plugin]")).to_be_focused()
    shown(page, "plugin-away")
    assert barriers(page) == []
    closed = Plugin.begin(p12, PIN, "closed_window", PLUGIN)
    start.click()
    expect(page.locator("[data-says=refused]")).to_contain_text("The window was closed")
    closed.end()
    plugin = Plugin.begin(p12, PIN, "lost_callback", PLUGIN)
    start.click()
    expect(page.locator("[data-says=plugin]")).to_be_visible()
    shown(page, "plugin-waiting")
    page.wait_for_url(lambda url: "/sign/" not in url)
    plugin.end()

    found = json.loads(at_site(FOUND % laid["papers"]).splitlines()[-1])
    signed = ["signed", ["TOTAL_PASSED"]]
    assert found == {**dict.fromkeys([good, whole, *several], signed), bad: ["signing", []]}
