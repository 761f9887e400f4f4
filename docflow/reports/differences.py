"""A difference between state, register, bytes and log: what, where, and what to do about it."""

from dataclasses import asdict, dataclass, field

LOOK = "Look at the log of this document and restore the rows from the backup."
SENTENCES = {
    "number_missing": "%(where)s: number %(number)s is missing. Restore the register from the "
    "backup, or enter the number as void with its reason.",
    "last_number_wrong": "%(where)s: the last number is %(last)s, the book ends with %(number)s. "
    "Restore the register from the backup before the next number is given.",
    "number_without_document": "%(where)s: number %(number)s has neither a document nor a reason "
    "why it is void. Find the document, or void the number.",
    "number_not_on_document": "%(where)s: number %(number)s belongs to this document, which says "
    "%(said)s. " + LOOK,
    "number_not_in_register": "%(document)s bears number %(number)s, which is in no register. "
    "Restore the register from the backup.",
    "number_not_void": "%(where)s: number %(number)s belongs to a cancelled document. Void it.",
    "number_void": "%(where)s: number %(number)s is void, yet its document is not cancelled. "
    + LOOK,
    "state_differs": "%(document)s is “%(state)s”; by the log it is “%(logged)s”. " + LOOK,
    "not_in_log": "%(document)s has no entry “%(event)s” in the log. " + LOOK,
    "twice_in_log": "%(document)s has %(times)s entries “%(event)s”; there must be one. " + LOOK,
    "row_missing": "The log names %(event)s of %(document)s, of which there is no row. Restore "
    "the rows from the backup.",
    "signature_not_in_log": "%(document)s: the %(purpose)s signature that made sha256 %(digest)s "
    "is not in the log. " + LOOK,
    "signature_missing": "%(document)s: the log names a %(purpose)s signature that made sha256 "
    "%(digest)s, of which there is no row. Restore the rows from the backup.",
    "signature_without_version": "%(document)s: no version has the bytes the %(purpose)s "
    "signature made or was made on, sha256 %(digest)s. Restore the rows from the backup.",
    "lasting_not_in_log": "%(document)s: the file with validation data, sha256 %(digest)s, is not "
    "in the log as the last one made. " + LOOK,
    "lasting_missing": "%(document)s: the log names a file with validation data, sha256 "
    "%(digest)s, of which there is no row. Restore the rows from the backup.",
    "lasting_of_no_version": "%(document)s: validation data waits or was added for a file that is "
    "none of its versions, sha256 %(digest)s. " + LOOK,
    "version_missing": "%(document)s: the log names a file, sha256 %(digest)s, that is none of "
    "its versions. Restore the rows from the backup.",
    "recalled_file_left": "%(document)s was cancelled on recall, yet a file is left, sha256 "
    "%(digest)s. Remove this version.",
    "hold_missing": "%(document)s: its unit does not hold it. Restore the rows from the backup.",
    "delivery_missing": "%(document)s is issued, yet there is no delivery to %(name)s. Restore "
    "the rows from the backup.",
    "delivery_unasked": "%(document)s: there is a delivery to %(name)s, which is no recipient of "
    "an issued document. " + LOOK,
    "arrival_missing": "%(delivery)s was sent, yet the recipient does not have it. Restore the "
    "rows from the backup.",
    "arrival_doubled": "%(delivery)s arrived %(times)s times. Have all but one refused.",
    "arrival_differs": "%(delivery)s: the recipient has other bytes than were issued. Have the "
    "recipient refuse it, and issue it anew.",
    "status_missing": "%(delivery)s: the recipient's log says %(code)s, the sender was never to "
    "be told. Restore the rows from the backup.",
    "status_unfounded": "%(delivery)s: the sender was told %(code)s, which the recipient's log "
    "does not say. " + LOOK,
    "status_not_in_log": "%(delivery)s: status %(code)s was told and is %(times)s times in the "
    "sender's log; it must be there once. " + LOOK,
    "work_orphaned": "%(what)s %(subject)s lies with %(who)s, who holds that post no more. Hand it "
    "over: people, this person, “Hand over”.",
    "no_next_try": "%(row)s is “%(state)s” and waits for nothing. Set a next try (`due`).",
    "lease_left": "%(row)s is done and yet held. Clear its lease.",
    "blob_missing": "The bytes of %(of)s, sha256 %(digest)s, are not in the store. Restore the "
    "store from the backup.",
    "blob_damaged": "The bytes of %(of)s, sha256 %(digest)s, are not those that were stored. "
    "Restore this blob from the backup.",
    "blob_size_wrong": "%(of)s says %(said)s bytes, the store has %(size)s, sha256 %(digest)s. "
    "Restore the rows from the backup.",
    "log_not_whole": "The log is not whole: chain %(chain)s, entry %(number)s, %(reason)s. Run "
    "verify_audit and keep the database as it is for the examiner.",
}


@dataclass(frozen=True)
class Difference:
    """One place where two records disagree; `subject` is a uid, a digest or a book."""

    code: str
    subject: str
    text: str


@dataclass
class Checked:
    """How much was compared. `waiting` rows and `orphans` are no differences, only to be known."""

    documents: int = 0
    deliveries: int = 0
    numbers: int = 0
    blobs: int = 0
    entries: int = 0
    waiting: int = 0
    orphans: int = 0

    def as_json(self) -> dict[str, int]:
        return asdict(self)


@dataclass(frozen=True)
class Outcome:
    """What the whole comparison found."""

    differences: list[Difference] = field(default_factory=list)
    checked: Checked = field(default_factory=Checked)

    @property
    def agrees(self) -> bool:
        return not self.differences


def differs(code: str, subject: object, /, **words: object) -> Difference:
    """A difference of a known code, worded."""
    return Difference(code, str(subject), SENTENCES[code] % words)
