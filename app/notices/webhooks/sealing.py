"""The secret of an address, kept so that only the site's own key can read it: a back-up alone signs nothing."""

import base64
import secrets

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.kernel.i18n import gettext as _
from app.notices.webhooks.calling import NotCalled


def new_signing_secret() -> str:
    """A secret as Standard Webhooks writes it: 256 random bits."""
    return "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()


def sealed_with(key: str, secret: str) -> str:
    """The secret as it is stored."""
    return _fernet(key).encrypt(secret.encode()).decode()


def opened_with(key: str, stored: str) -> str:
    """The secret again. NotCalled where it was sealed with another key."""
    try:
        return _fernet(key).decrypt(stored.encode()).decode()
    except InvalidToken as error:
        raise NotCalled(
            _("The secret was kept under another key of this site. End this address and add it again.")
        ) from error


def _fernet(key: str) -> Fernet:
    derived = HKDF(SHA256(), 32, salt=None, info=b"commonspace: secrets of webhooks").derive(key.encode())
    return Fernet(base64.urlsafe_b64encode(derived))
