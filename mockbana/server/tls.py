"""Certificates for a fake Kibana on https: thrown away with it, or brought along."""

import os
import ssl
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from functools import cache, partial
from os import PathLike
from pathlib import Path
from ssl import create_default_context
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from mockbana.harness.trust import trusting_context

if TYPE_CHECKING:
    import trustme

MISSING = 'tls=True needs the extra "tls": pip install "mockbana[tls]"'

NO_PEM = "one needs a certificate in PEM in it, the other its private key"

LONG_AGO: Final = {
    "not_before": datetime(2001, 1, 1, tzinfo=UTC),
    "not_after": datetime(2002, 1, 1, tzinfo=UTC),
}
WRONG_HOST: Final = "another-host.invalid"
NO_CERTIFICATE = (
    "tls= needs an ssl.SSLContext of a server with a certificate: "
    "ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), then load_cert_chain(...)"
)

ANY_HOST = ("0.0.0.0", "::")  # noqa: S104 - listening there is what the container does


class Certificates(NamedTuple):
    """What the server shows, and the CA (PEM) that clients must trust, where there is one.

    *bad* makes contexts with a certificate that nobody should trust, by what is wrong with it.
    """

    context: ssl.SSLContext
    ca_pem: str | None
    bad: Mapping[str, Callable[[], ssl.SSLContext]] = MappingProxyType({})


def self_signed(host: str) -> Certificates:
    """Return a certificate for *host* and this machine's own names, and the CA that signed it.

    Errors: ``RuntimeError`` when trustme isn't installed.
    """
    try:
        import trustme
    except ImportError:
        raise RuntimeError(MISSING) from None
    authority = trustme.CA()
    every = dict.fromkeys(("localhost", "127.0.0.1", "::1", host))
    names = [name for name in every if name not in ANY_HOST]
    bad = {
        "expired": cache(partial(_issued, authority, *names, **LONG_AGO)),
        "wrong_host": cache(partial(_issued, authority, WRONG_HOST)),
        "self_signed": cache(partial(_self_signed, host)),
    }
    return Certificates(_issued(authority, *names), authority.cert_pem.bytes().decode(), bad)


def _issued(authority: "trustme.CA", *names: str, **dates: Any) -> ssl.SSLContext:
    issued = authority.issue_cert(*names, **dates)
    return _context_with(issued.private_key_and_cert_chain_pem.bytes())


def _self_signed(host: str) -> ssl.SSLContext:
    """Return a context with a certificate for *host* that no CA has signed.

    Errors: ``RuntimeError`` when trustme, which brings cryptography, isn't installed.
    """
    try:
        from cryptography import x509
        from cryptography.hazmat.primitives import hashes, serialization
        from cryptography.hazmat.primitives.asymmetric import ec
    except ImportError:
        raise RuntimeError(MISSING) from None
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, host)])
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(LONG_AGO["not_before"])
        .not_valid_after(datetime(2101, 1, 1, tzinfo=UTC))
        .sign(key, hashes.SHA256())
    )
    pem, form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    secret = key.private_bytes(pem, form, serialization.NoEncryption())
    return _context_with(secret + certificate.public_bytes(pem))


def _context_with(pem: bytes) -> ssl.SSLContext:
    context = create_default_context(ssl.Purpose.CLIENT_AUTH)
    _show(context, pem)
    return context


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
    context = create_default_context(ssl.Purpose.CLIENT_AUTH)
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
    return Certificates(context, None, {"self_signed": cache(partial(_self_signed, "localhost"))})


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
    return trusting_context(certificates.ca_pem)
