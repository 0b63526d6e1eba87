"""Signing in as people do it."""

import time

from django_otp.oath import TOTP

from accounts import totp


def test_a_person_signs_in_and_sees_the_desk(page, axe, sign_in, editor):
    page.goto("/desk/")
    assert "/login/" in page.url
    axe(page)
    sign_in(editor)
    assert page.url.endswith("/desk/")


def test_ten_wrong_passwords_show_a_page_that_says_how_long(page, axe, editor):
    for _ in range(10):
        page.goto("/desk/login/")
        page.fill("input[name=username]", editor.username)
        page.fill("input[name=password]", "wrong")
        page.click("[type=submit]")
    assert "Sign-in is closed for a while" in page.inner_text("h1 >> nth=-1")
    assert "15 minutes" in page.inner_text("#content")
    axe(page)


def test_one_time_codes_are_set_up_by_picture_or_by_hand(page, axe, sign_in, editor, settings):
    settings.REQUIRE_TOTP = True
    sign_in(editor)
    assert "/desk/totp/" in page.url
    drawn = page.locator("img[alt*=QR]")
    assert drawn.evaluate("picture => picture.complete && picture.naturalWidth > 100")
    axe(page)
    page.fill("input[name=code]", "000000")
    page.click("input[type=submit]")
    assert "not right" in page.inner_text(".errorlist")
    axe(page)
    device = totp.pending_device_of(editor)
    # A wrong code makes the next one wait a second.
    time.sleep(1.1)
    clock = TOTP(device.bin_key, device.step, device.t0, device.digits)
    clock.time = time.time()
    page.fill("input[name=code]", f"{clock.token():06d}")
    page.click("input[type=submit]")
    page.wait_for_url("**/desk/")
