"""Certificates for a fake Kibana on https: thrown away with it, or brought along."""

import os
import ssl
from contextlib import suppress
from os import PathLike
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

MISSING = 'tls=True needs the extra "tls": pip install "mockbana[tls]"'

NO_PEM = "one needs a certificate in PEM in it, the other its private key"

NO_CERTIFICATE = (
    "tls= needs an ssl.SSLContext of a server with a certificate: "
    "ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), then load_cert_chain(...)"
)

ANY_HOST = ("0.0.0.0", "::")  # noqa: S104 - listening there is what the container does


class Certificates(NamedTuple):
    """What the server shows, and the CA (PEM) that clients must trust, where there is one."""

    context: ssl.SSLContext
    ca_pem: str | None


def self_signed(host: str) -> Certificates:
    """Return a certificate for *host* and this machine's own names, and the CA that signed it.

    Errors: ``RuntimeError`` when trustme isn't installed.
    """
    try:
        import trustme
    except ImportError:
        raise RuntimeError(MISSING) from None
    authority = trustme.CA()
    names = {"localhost": 1, "127.0.0.1": 1, "::1": 1, host: 1}
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    issued = authority.issue_cert(*(name for name in names if name not in ANY_HOST))
    _show(context, issued.private_key_and_cert_chain_pem.bytes())
    return Certificates(context, authority.cert_pem.bytes().decode())


def _show(context: ssl.SSLContext, pem: bytes) -> None:
    """Make *context* show the certificate in *pem*; ssl reads files only.

    The key is on no disk where there are files in memory, so that none has to be writable.
    """
    if hasattr(os, "memfd_create"):
        with os.fdopen(os.memfd_create("mockbana"), "wb") as file:
            file.write(pem)
            file.flush()
            context.load_cert_chain(f"/proc/self/fd/{file.fileno()}")
    else:
        with TemporaryDirectory() as folder:
            path = Path(folder) / "key.pem"
            path.write_bytes(pem)
            context.load_cert_chain(path)


def load_certificate(certificate: str | PathLike[str], key: str | PathLike[str]) -> Certificates:
    """Return the certificate in two PEM files; ``ValueError`` for bad ones."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    for file in (certificate, key):
        try:
            Path(file).read_bytes()
        except OSError as error:
            raise ValueError(f"{file} can't be read: {error.strerror}") from None
    try:
        context.load_cert_chain(certificate, key, _no_password)
    except ssl.SSLError as error:
        reason = {"KEY_VALUES_MISMATCH": "they don't belong together"}.get(error.reason, NO_PEM)
        raise ValueError(f"{certificate} and {key} can't be used: {reason}") from None
    return Certificates(context, None)


def _no_password() -> str:
    """Answer in the place of a prompt, which nobody could see in a container."""
    raise ValueError("the key is encrypted; openssl pkey writes it without a password")


def certificates_of(tls: object, host: str) -> Certificates | None:
    """Return what the option *tls* of a server at *host* means, ``None`` for plain http.

    Errors: ``TypeError`` for what it can't be, ``ValueError`` for a context that serves nobody.
    """
    if tls is None or tls is False:
        return None
    if tls is True:
        return self_signed(host)
    if isinstance(tls, ssl.SSLContext):
        if not _can_serve(tls):
            raise ValueError(NO_CERTIFICATE)
        return Certificates(tls, None)
    if isinstance(tls, Certificates):
        return tls
    raise TypeError(f"tls must be True, False or an ssl.SSLContext, not {tls!r}")


def _can_serve(context: ssl.SSLContext) -> bool:
    """Whether a client that trusts everybody gets an answer to its hello from *context*."""
    trusting = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
    there, back = ssl.MemoryBIO(), ssl.MemoryBIO()
    with suppress(ssl.SSLWantReadError):
        trusting.wrap_bio(back, there).do_handshake()
    try:
        context.wrap_bio(there, back, server_side=True).do_handshake()
    except ssl.SSLWantReadError:
        return True
    except ssl.SSLError as error:
        return error.reason not in ("NO_SHARED_CIPHER", "NO_SUITABLE_SIGNATURE_ALGORITHM", None)
    return True


def client_context(certificates: Certificates) -> ssl.SSLContext:
    """Return a context for clients that trust the server of *certificates*."""
    return ssl.create_default_context(cadata=certificates.ca_pem)
