"""The mail server of the installation, as the setting MAIL_URL names it, and one mail to it."""

import smtplib
import ssl
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from docflow import clock

SECONDS = 15.0
PERMANENT = 500
"""SMTP answers from here on are final (RFC 5321 §4.2.1)."""


class Undeliverable(Exception):
    """The server will never take mail for this address."""


def is_on() -> bool:
    """Whether this installation sends mail at all."""
    return settings.MAIL is not None


def host_of_site() -> str:
    """The name this installation goes by."""
    return urlsplit(settings.DOCFLOW_BASE_URL).hostname or "localhost"


def _server() -> Any:
    """What the setting names (config.env.MailServer)."""
    if settings.MAIL is None:
        raise OSError("This installation sends no mail (MAIL_URL is not set).")
    return settings.MAIL


def compose(to: str, subject: str, text: str, uid: str) -> EmailMessage:
    """A mail whose Message-ID is the same however often it is sent, so that twins can be told."""
    mail = EmailMessage()
    mail["From"] = _server().sender
    mail["To"] = to
    mail["Subject"] = subject
    mail["Date"] = format_datetime(clock.now())
    mail["Message-ID"] = f"<{uid}@{host_of_site()}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(text)
    return mail


def send(mail: EmailMessage) -> None:
    """Hand a mail to the server. Raises Undeliverable, OSError, smtplib.SMTPException."""
    try:
        with _connected() as server:
            server.send_message(mail)
    except smtplib.SMTPRecipientsRefused as refused:
        code, words = next(iter(refused.recipients.values()))
        said = f"{code} {words.decode(errors='replace')[:200]}"
        if code >= PERMANENT:
            raise Undeliverable(said) from refused
        raise OSError(said) from refused


def _connected() -> smtplib.SMTP:
    server = _server()
    name = host_of_site()
    if server.security == "smtps":
        safe = ssl.create_default_context()
        found: smtplib.SMTP = smtplib.SMTP_SSL(
            server.host, server.port, name, timeout=SECONDS, context=safe
        )
    else:
        found = smtplib.SMTP(server.host, server.port, name, timeout=SECONDS)
    if server.security == "starttls":
        found.starttls(context=ssl.create_default_context())
    if server.user:
        found.login(server.user, server.password)
    return found
