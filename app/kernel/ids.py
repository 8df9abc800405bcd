"""Public identifiers and secrets."""

import hashlib
import secrets

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"


def new_id(prefix: str) -> str:
    """A short public id such as `p-7k2m9qxw4c`, safe to read aloud: no 0, 1, i, l or o."""
    return f"{prefix}-" + "".join(secrets.choice(ALPHABET) for _ in range(10))


def new_secret() -> str:
    """256 random bits for a session, a link or a token, safe in a URL."""
    return secrets.token_urlsafe(32)


def secret_hash(secret: str) -> str:
    """What is stored of a secret: SHA-256 is enough for 256 random bits."""
    return hashlib.sha256(secret.encode()).hexdigest()
