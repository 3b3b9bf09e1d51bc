"""What components are told and report of what they show, in the words of the page's address."""

from __future__ import annotations

from vizvae.ui.http.contract import Message, Payload


class Report(Message):
    restore_id: str
    """Of what the component was last told to begin with: what was said before that is of something else."""


class AddressReport(Report):
    address: dict[str, str]


class AddressSaid(Message):
    view: AddressReport | None = None


class AddressData(Payload):
    """What a page is told that puts every change into the address itself."""

    address: dict[str, str]
    """What of the address can be used."""
    restore_id: str
    """Changes when `address` must be followed."""
