"""A device that makes passkeys, in software: what a browser hands on of it, as W3C Web Authentication writes it."""

import hashlib
import json
import os
import struct
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url, encode_cbor

HERE = "http://localhost:8000"
PRESENT, VERIFIED, CAN_BE_KEPT, IS_KEPT, WITH_KEY = 1, 4, 8, 16, 64


class Device:
    """Holds one passkey. Its counter goes up by one at each signature."""

    def __init__(self) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.id = os.urandom(32)
        self.handle = b""
        self.count = 0
        self.flags = PRESENT | VERIFIED

    def create(self, options: dict[str, Any], *, origin: str = HERE, host: str = "localhost") -> str:
        """What the browser hands on when it was asked for a new passkey."""
        self.handle = base64url_to_bytes(options["user"]["id"])
        numbers = self.key.public_key().public_numbers()
        public = {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
        about_key = bytes(16) + struct.pack(">H", len(self.id)) + self.id + encode_cbor(public)
        about = self._about(host, self.flags | WITH_KEY) + about_key
        statement = encode_cbor({"fmt": "none", "attStmt": {}, "authData": about})
        return self._handed_on(
            attestationObject=bytes_to_base64url(statement),
            clientDataJSON=bytes_to_base64url(self._told("webauthn.create", options, origin)),
            transports=["internal"],
        )

    def get(self, options: dict[str, Any], *, origin: str = HERE, host: str = "localhost") -> str:
        """What the browser hands on when it was asked to sign."""
        self.count += 1
        about, told = self._about(host, self.flags), self._told("webauthn.get", options, origin)
        signature = self.key.sign(about + hashlib.sha256(told).digest(), ec.ECDSA(SHA256()))
        return self._handed_on(
            authenticatorData=bytes_to_base64url(about),
            clientDataJSON=bytes_to_base64url(told),
            signature=bytes_to_base64url(signature),
            userHandle=bytes_to_base64url(self.handle),
        )

    def _about(self, host: str, flags: int) -> bytes:
        return hashlib.sha256(host.encode()).digest() + struct.pack(">BI", flags, self.count)

    def _told(self, doing: str, options: dict[str, Any], origin: str) -> bytes:
        told = {"type": doing, "challenge": options["challenge"], "origin": origin, "crossOrigin": False}
        return json.dumps(told).encode()

    def _handed_on(self, **response: object) -> str:
        name = bytes_to_base64url(self.id)
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": response})
