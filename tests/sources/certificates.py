"""Certificates for the tests' server: an authority of our own, and leaves that are good, expired, or nobody's."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


class Authority:
    """Writes its own certificate and the leaves it is asked for into a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Authority of the tests")])
        own = self._signed(self._name, self._key, [x509.BasicConstraints(ca=True, path_length=None)])
        self.path = folder / "authority.pem"
        self.path.write_bytes(own.public_bytes(serialization.Encoding.PEM))

    def leaf(self, *names: str, expired: bool = False, self_signed: bool = False) -> Path:
        """A file with a key and a certificate for these names."""
        path = self._folder / f"{names[0]}-{expired}-{self_signed}.pem"
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, names[0])])
        extensions = [x509.SubjectAlternativeName([x509.DNSName(name) for name in names])]
        signer, issuer = (key, subject) if self_signed else (self._key, self._name)
        signed = self._signed(subject, key, extensions, signer=signer, issuer=issuer, days=-1 if expired else 2)
        path.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
            + signed.public_bytes(serialization.Encoding.PEM)
        )
        return path

    def _signed(self, subject, key, extensions, *, signer=None, issuer=None, days=2):
        now = datetime.now(UTC)
        builder = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(issuer or self._name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=3))
            .not_valid_after(now + timedelta(days=days))
        )
        for extension in extensions:
            builder = builder.add_extension(extension, critical=isinstance(extension, x509.BasicConstraints))
        return builder.sign(signer or self._key, hashes.SHA256())
