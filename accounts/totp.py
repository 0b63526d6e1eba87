"""One-time codes as a second factor: the secret of a person's phone and the picture it scans."""

import base64
from io import BytesIO

import qrcode
import qrcode.image.svg
from django.http import HttpRequest
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.models import User


def device_of(person: User) -> TOTPDevice | None:
    """The person's confirmed device, or None while they sign in by password alone."""
    return TOTPDevice.objects.filter(user=person, confirmed=True).first()


def pending_device_of(person: User) -> TOTPDevice:
    """The device that waits for its first code; the same one each time, so that a picture stays good."""
    device, _ = TOTPDevice.objects.get_or_create(user=person, confirmed=False, defaults={"name": "phone"})
    return device


def secret_of(device: TOTPDevice) -> str:
    """The secret as people type it where a phone cannot scan: base32 in groups of four."""
    letters = base64.b32encode(device.bin_key).decode("ascii").rstrip("=")
    return " ".join(letters[start : start + 4] for start in range(0, len(letters), 4))


def picture_of(device: TOTPDevice) -> str:
    """The QR code of the device's otpauth: address, as a data: address of an SVG picture."""
    drawn = BytesIO()
    qrcode.make(device.config_url, image_factory=qrcode.image.svg.SvgPathFillImage, box_size=12).save(drawn)
    return "data:image/svg+xml;base64," + base64.b64encode(drawn.getvalue()).decode("ascii")


def is_verified(request: HttpRequest) -> bool:
    """Whether this session has given a one-time code."""
    # django-otp's middleware adds the question to the person.
    return bool(request.user.is_authenticated and getattr(request.user, "is_verified", bool)())
