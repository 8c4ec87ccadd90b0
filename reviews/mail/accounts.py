"""What is told when an account's signing is suspended or restored, or its authenticator changes."""

from django.contrib.auth.models import User
from django.urls import reverse

from reviews.mail import people
from reviews.mail.message import Message
from reviews.models import Verb
from reviews.record import printed_name

UNEXPECTED = "If you did not expect this, tell an editor at once."
HELD = (
    "Until signing is restored, nothing can be signed with this account. An editor who did not "
    "bring this about asks the person, by telephone or face to face, whether it was they, and "
    "restores it on the account's page."
)


def signing_changed(verb: str, user: int, by: int, reason: str) -> list[Message]:
    """Tell the account's person, and every other editor."""
    person, actor = User.objects.get(pk=user), User.objects.get(pk=by)
    what, name = Verb(verb).label, printed_name(person)
    subject = f"{what}: {name}"
    said = [f"{what}: {name} (user name {person.get_username()}). {reason}"]
    if by != user:
        said.append(f"By {printed_name(actor)}.")
    said.append(HELD if verb == Verb.HOLD else UNEXPECTED)
    account = reverse("admin:auth_user_signing", args=[user])
    return [
        Message([person], subject, said, reverse("admin:signing"), "Your page on signing"),
        Message(people.editors().exclude(pk=user), subject, said, account, "The account's signing"),
    ]


def address_changed(user: int, address: str) -> list[Message]:
    """Tell the address that an account had before."""
    person = User.objects.get(pk=user)
    said = [
        (
            f"The account {person.get_username()} had this address. Its mails, and its links to "
            "choose a password, go to another one now."
        ),
        "If you did not ask for that, tell an editor at once.",
    ]
    subject, page = "Your account's mail address was changed", reverse("admin:my_account")
    return [Message([person], subject, said, page, "Your account", address)]
