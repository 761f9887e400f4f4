"""How signing says no: each kind names the fault and the remedy."""


class SigningError(Exception):
    """A signature could not be made; the message is for the person who asked."""


class UnreadablePdf(SigningError):
    """The file cannot be read as a PDF that may be signed."""


class NotPrepared(SigningError):
    """The file lacks the reserved field that this step fills."""


class AlreadySigned(SigningError):
    """The field this step would fill carries a signature already."""


class OutOfOrder(SigningError):
    """Another signature of the document comes before this one."""


class DateContradictsPage(SigningError):
    """The page prints a year other than that of the date to be filled in."""


class PictureUnusable(SigningError):
    """A picture cannot be the mark of a signature."""


class PlaceTaken(SigningError):
    """A mark would hide what is printed, or lie off the page."""


class WrongPin(SigningError):
    """The PIN does not open this key."""


class KeyLocked(SigningError):
    """The key takes no PIN any more until it is unlocked or replaced."""


class KeyUnusable(SigningError):
    """The key file is damaged, of an unknown kind, or does not fit its certificate."""


class TokenGone(KeyUnusable):
    """The token that holds the key is not there, or was taken out."""


class NoAnswer(KeyUnusable):
    """The service that holds the key was asked and did not answer in time."""


class WrongAnswer(SigningError):
    """A signature value is not of this key over these bytes."""


class TimeStampFailed(SigningError):
    """The time-stamping authority gave no usable answer."""


class NotRaised(SigningError):
    """The file cannot be brought to the level wanted."""


class NotFetched(SigningError):
    """An address gave no usable revocation data or issuer, or may not be asked."""


class TrustListWrong(SigningError):
    """The file that names the anchors cannot be used."""


class SandboxMissing(SigningError):
    """The folder holds no sandbox authority."""


class WrongFile(SigningError):
    """What came back signed is not what was given and one signature; `code` names the fault."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code
